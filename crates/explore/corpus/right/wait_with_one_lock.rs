//! right
//! Waits first and writes its log after that: only the lock it waits with is in hand.

use std::sync::{Condvar, Mutex};
use std::thread;

fn main() {
    let log = Mutex::new(Vec::new());
    let ready = Mutex::new(false);
    let changed = Condvar::new();
    thread::scope(|scope| {
        scope.spawn(|| {
            drop(changed.wait_while(ready.lock().unwrap(), |ready| !*ready).unwrap());
            log.lock().unwrap().push("awake");
        });
        scope.spawn(|| {
            log.lock().unwrap().push("ready");
            *ready.lock().unwrap() = true;
            changed.notify_one();
        });
    });
    assert_eq!(*log.lock().unwrap(), ["ready", "awake"]);
}
