//! wrong: deadlock
//! Waits for a thread to end while holding the lock that thread needs.

use std::sync::{Arc, Mutex};
use std::thread;

fn main() {
    let results = Arc::new(Mutex::new(Vec::new()));
    let worker = {
        let results = Arc::clone(&results);
        thread::spawn(move || results.lock().unwrap().push(1))
    };
    let results = results.lock().unwrap();
    worker.join().unwrap();
    assert_eq!(*results, [1]);
}
