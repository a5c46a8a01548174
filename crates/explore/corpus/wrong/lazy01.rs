//! wrong: race
//! A reader that expects to come before at least one of two writers.

use std::sync::Mutex;
use std::thread;

fn main() {
    let data = Mutex::new(0);
    thread::scope(|scope| {
        scope.spawn(|| *data.lock().unwrap() += 1);
        scope.spawn(|| *data.lock().unwrap() += 2);
        scope.spawn(|| assert!(*data.lock().unwrap() < 3, "both came first"));
    });
}
