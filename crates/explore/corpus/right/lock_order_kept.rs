//! right
//! Two locks, always in the same order.

use std::sync::Mutex;
use std::thread;

fn main() {
    let a = Mutex::new(0);
    let b = Mutex::new(0);
    thread::scope(|scope| {
        for _ in 0..2 {
            scope.spawn(|| {
                let mut a = a.lock().unwrap();
                let mut b = b.lock().unwrap();
                *a += 1;
                *b += 1;
            });
        }
    });
    assert_eq!(*a.lock().unwrap() + *b.lock().unwrap(), 4);
}
