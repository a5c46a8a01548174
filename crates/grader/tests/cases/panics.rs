//! kit: std
//! expect: panicked
//! says: no answer
//! says: at FOLDER/answer.rs:6:5
pub fn answer() -> u64 {
    panic!("no answer")
}
