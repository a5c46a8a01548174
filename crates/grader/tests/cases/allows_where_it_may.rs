//! kit: std
//! expect: passed
#![forbid(unsafe_code)]
#![deny(missing_debug_implementations)]
pub fn answer() -> u64 {
    2
}
#[cfg(test)]
mod tests {
    #[test]
    fn is_two() {
        assert_eq!(super::answer(), 2);
    }
}
