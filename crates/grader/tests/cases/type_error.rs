//! kit: std
//! expect: does-not-compile
//! says: error[E0308]: mismatched types --> FOLDER/answer.rs:8:5
//! says: expected `u64`, found `&str`
//! says: ✗ tests/answer does not compile
#![allow(dead_code)]
pub fn answer() -> u64 {
    "2"
}
