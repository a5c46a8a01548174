//! wrong: lost-wakeup
//! An event set and reset at once: a waiter that has not looked in between sleeps on.

use std::sync::{Condvar, Mutex};
use std::thread;

fn main() {
    let set = Mutex::new(false);
    let changed = Condvar::new();
    thread::scope(|scope| {
        for _ in 0..2 {
            scope.spawn(|| drop(changed.wait_while(set.lock().unwrap(), |set| !*set).unwrap()));
        }
        *set.lock().unwrap() = true;
        changed.notify_all();
        *set.lock().unwrap() = false;
    });
}
