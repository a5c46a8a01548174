//! kit: std
//! expect: forbidden
//! says: `unsafe` is not allowed in this exercise (FOLDER/answer.rs:5)
pub fn answer() -> u64 {
    unsafe { std::mem::transmute(2u64) }
}
