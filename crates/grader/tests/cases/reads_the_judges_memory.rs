//! kit: actix
//! expect: forbidden
//! says: `std::fs` is not available
use std::io::Read as _;
pub fn answer() -> u64 {
    use std::{self as s};
    let mut file = s::fs::File::open("/proc/self/mem").unwrap();
    file.read(&mut [0]).unwrap() as u64
}
