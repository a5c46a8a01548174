//! wrong: race
//! An update is left out when the lock happens to be taken.

use std::sync::Mutex;
use std::thread;

fn main() {
    let count = Mutex::new(0);
    thread::scope(|scope| {
        for _ in 0..2 {
            scope.spawn(|| {
                if let Ok(mut count) = count.try_lock() {
                    *count += 1;
                }
            });
        }
    });
    assert_eq!(*count.lock().unwrap(), 2);
}
