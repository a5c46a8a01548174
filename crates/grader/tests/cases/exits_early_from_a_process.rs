//! kit: process
//! expect: wrong-result
//! says: your code ended the calling process with exit code 0
pub fn answer() -> u64 {
    std::process::exit(0)
}
