//! kit: std
//! expect: forbidden
//! says: `std::fs` is not available
use std::*;
pub fn answer() -> u64 {
    fs::read("/etc/passwd").map_or(2, |_| 2)
}
