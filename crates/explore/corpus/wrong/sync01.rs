//! wrong: lost-wakeup
//! Waits for a signal without a state to look at: a signal sent before is gone.

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
        let guard = set.wait(number.lock().unwrap()).unwrap();
        drop(guard);
    });
}
