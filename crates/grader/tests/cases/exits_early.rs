//! kit: actix
//! expect: forbidden
//! says: `std::process` is not available in this exercise (FOLDER/answer.rs:5)
pub fn answer() -> u64 {
    std::process::exit(0)
}
