//! wrong: race
//! Two variables that belong together, each under a lock of its own.

use std::sync::{Arc, Mutex};
use std::thread;

fn main() {
    let data = Arc::new((Mutex::new(0), Mutex::new(0)));
    let writer = {
        let data = Arc::clone(&data);
        thread::spawn(move || {
            *data.0.lock().unwrap() = 1;
            let copy = *data.0.lock().unwrap();
            *data.1.lock().unwrap() = copy + 1;
        })
    };
    let reader = {
        let data = Arc::clone(&data);
        thread::spawn(move || {
            let first = *data.0.lock().unwrap();
            if first != 0 {
                let second = *data.1.lock().unwrap();
                assert_eq!(second, first + 1);
            }
        })
    };
    writer.join().unwrap();
    reader.join().unwrap();
}
