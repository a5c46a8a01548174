//! wrong: lost-wakeup
//! Goes to sleep with a second lock in hand, which whoever would wake it needs first.

use std::sync::{Condvar, Mutex};
use std::thread;

fn main() {
    let log = Mutex::new(Vec::new());
    let ready = Mutex::new(false);
    let changed = Condvar::new();
    thread::scope(|scope| {
        scope.spawn(|| {
            let mut log = log.lock().unwrap();
            drop(changed.wait_while(ready.lock().unwrap(), |ready| !*ready).unwrap());
            log.push("awake");
        });
        scope.spawn(|| {
            log.lock().unwrap().push("ready");
            *ready.lock().unwrap() = true;
            changed.notify_one();
        });
    });
}
