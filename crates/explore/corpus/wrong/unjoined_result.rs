//! wrong: race
//! The result is read without waiting for the thread that computes it.

use std::sync::{Arc, Mutex};
use std::thread;

fn main() {
    let result = Arc::new(Mutex::new(0));
    {
        let result = Arc::clone(&result);
        thread::spawn(move || *result.lock().unwrap() = 42);
    }
    assert_eq!(*result.lock().unwrap(), 42);
}
