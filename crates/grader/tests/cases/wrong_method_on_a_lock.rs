//! kit: std
//! expect: does-not-compile
//! says: no method named `unlock` found for struct `std::sync::Mutex<T>` in the current scope
use std::sync::Mutex;
pub fn answer() -> u64 {
    let two = Mutex::new(2);
    two.unlock()
}
