//! kit: std
//! expect: does-not-compile
//! says: function `answer` is private
//! says: FOLDER/answer.rs:5: fn answer() -> u64 {
fn answer() -> u64 {
    2
}
pub fn other() -> u64 {
    answer()
}
