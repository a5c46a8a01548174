//! kit: std
//! expect: panicked
//! says: std::sync::
use std::sync::Mutex;
pub fn answer() -> u64 {
    panic!("{}", std::any::type_name::<Mutex<u64>>())
}
