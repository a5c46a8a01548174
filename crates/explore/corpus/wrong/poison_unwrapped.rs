//! wrong: race
//! Another thread unwraps the lock a panicking thread may have poisoned.

use std::sync::{Arc, Mutex};
use std::thread;

fn main() {
    let data = Arc::new(Mutex::new(0));
    let bad = {
        let data = Arc::clone(&data);
        thread::spawn(move || {
            let _guard = data.lock().unwrap();
            panic!("in the middle");
        })
    };
    *data.lock().unwrap() += 1;
    assert!(bad.join().is_err());
}
