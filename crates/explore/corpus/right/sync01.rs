//! right
//! Waits only while the number is not there, however early the signal was.

use std::sync::{Condvar, Mutex};
use std::thread;

fn main() {
    let number = Mutex::new(0);
    let set = Condvar::new();
    thread::scope(|scope| {
        scope.spawn(|| {
            *number.lock().unwrap() = 7;
            set.notify_one();
        });
        let mut guard = number.lock().unwrap();
        while *guard == 0 {
            guard = set.wait(guard).unwrap();
        }
        assert_eq!(*guard, 7);
    });
}
