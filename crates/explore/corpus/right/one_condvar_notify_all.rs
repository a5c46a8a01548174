//! right
//! Full and empty share a condition variable, so every change wakes all.

use std::sync::{Condvar, Mutex};
use std::thread;

fn main() {
    let slot = Mutex::new(None);
    let changed = Condvar::new();
    thread::scope(|scope| {
        for item in 0..2 {
            let (slot, changed) = (&slot, &changed);
            scope.spawn(move || {
                let mut slot = changed.wait_while(slot.lock().unwrap(), |slot| slot.is_some()).unwrap();
                *slot = Some(item);
                changed.notify_all();
            });
        }
        for _ in 0..2 {
            scope.spawn(|| {
                let mut slot = changed.wait_while(slot.lock().unwrap(), |slot| slot.is_none()).unwrap();
                *slot = None;
                changed.notify_all();
            });
        }
    });
    assert_eq!(*slot.lock().unwrap(), None);
}
