//! kit: std
//! expect: out-of-resources
#![allow(unconditional_recursion)]
fn deeper(n: u64) -> u64 {
    std::hint::black_box(deeper(n + 1)) + 1
}
pub fn answer() -> u64 {
    deeper(0)
}
