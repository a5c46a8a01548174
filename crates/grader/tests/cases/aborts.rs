//! kit: actix
//! expect: panicked
//! says: aborted before it reported
pub fn answer() -> u64 {
    std::process::abort()
}
