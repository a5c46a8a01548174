//! kit: std
//! expect: does-not-compile
//! says: this file contains an unclosed delimiter --> FOLDER/answer.rs
pub fn answer() -> u64 {
    2
