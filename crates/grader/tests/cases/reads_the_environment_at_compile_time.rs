//! kit: std
//! expect: forbidden
//! says: `option_env!` is not available
pub fn answer() -> u64 {
    option_env!("HOME").map_or(2, |home| home.len() as u64)
}
