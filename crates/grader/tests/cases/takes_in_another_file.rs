//! kit: std
//! expect: forbidden
//! says: `#[path]` is not available
#[path = "/etc/hostname"]
mod other;
pub fn answer() -> u64 {
    2
}
