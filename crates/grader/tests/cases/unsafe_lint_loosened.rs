//! kit: std
//! expect: forbidden
//! says: `#[allow(unsafe_code)]` is not allowed
#![allow(unsafe_code)]
pub fn answer() -> u64 {
    2
}
