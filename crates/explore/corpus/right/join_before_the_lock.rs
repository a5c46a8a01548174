//! right
//! Waits for the thread first, and locks only then.

use std::sync::{Arc, Mutex};
use std::thread;

fn main() {
    let results = Arc::new(Mutex::new(Vec::new()));
    let worker = {
        let results = Arc::clone(&results);
        thread::spawn(move || results.lock().unwrap().push(1))
    };
    worker.join().unwrap();
    assert_eq!(*results.lock().unwrap(), [1]);
}
