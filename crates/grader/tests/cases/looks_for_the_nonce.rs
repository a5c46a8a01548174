//! kit: actix
//! expect: wrong-result
//! says: expected: 2 seen: 0
use std::io::Read;
pub fn answer() -> u64 {
    let mut rest = String::new();
    let read = std::io::stdin().read_to_string(&mut rest).unwrap_or(0);
    read as u64
}
