//! kit: std
//! expect: forbidden
//! says: `include_str!` is not available: the file stands for itself
const SECRET: &str = include_str!("/etc/passwd");
pub fn answer() -> u64 {
    SECRET.len() as u64
}
