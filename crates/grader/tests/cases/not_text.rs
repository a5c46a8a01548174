//! kit: std
//! expect: does-not-compile
//! says: couldn't read `FOLDER/answer.rs`: stream did not contain valid UTF-8
pub fn answer() -> u64 { 2 } // ÿþ
