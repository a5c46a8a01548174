//! wrong: race
//! A waiter that does not look again: a spurious wake-up is enough.

use std::sync::{Arc, Condvar, Mutex};
use std::thread;

fn main() {
    let shared = Arc::new((Mutex::new(None), Condvar::new()));
    let taker = {
        let shared = Arc::clone(&shared);
        thread::spawn(move || {
            let mut slot = shared.0.lock().unwrap();
            if slot.is_none() {
                slot = shared.1.wait(slot).unwrap();
            }
            assert_eq!(slot.take(), Some(1), "woken, so there is something");
        })
    };
    *shared.0.lock().unwrap() = Some(1);
    shared.1.notify_one();
    taker.join().unwrap();
}
