//! right
//! Each setting of the event is a number of its own, so resetting it takes nothing away.

use std::sync::{Condvar, Mutex};
use std::thread;

fn main() {
    let settings = Mutex::new(0_u32);
    let changed = Condvar::new();
    thread::scope(|scope| {
        for _ in 0..2 {
            scope.spawn(|| drop(changed.wait_while(settings.lock().unwrap(), |settings| *settings < 1).unwrap()));
        }
        for _ in 0..2 {
            *settings.lock().unwrap() += 1;
            changed.notify_all();
        }
    });
}
