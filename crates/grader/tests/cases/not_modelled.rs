//! kit: std
//! expect: not-judged
//! says: `std::io::pipe` (FOLDER/answer.rs:6) is not modelled yet
//! says: This is a limit of the checker
pub fn answer() -> u64 {
    std::io::pipe().map_or(2, |_| 2)
}
