//! kit: std
//! expect: does-not-compile
//! says: this function takes 1 argument but 0 arguments were supplied
//! says: the checks say: assert_eq!(exercise::answer(), 2, "the answer");
//! says: FOLDER/answer.rs:6: pub fn answer(start: u64) -> u64 {
pub fn answer(start: u64) -> u64 {
    start
}
