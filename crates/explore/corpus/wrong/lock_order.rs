//! wrong: deadlock
//! Two locks, taken in either order.

use std::sync::Mutex;
use std::thread;

fn main() {
    let a = Mutex::new(1);
    let b = Mutex::new(2);
    thread::scope(|scope| {
        scope.spawn(|| {
            let a = a.lock().unwrap();
            let b = b.lock().unwrap();
            assert_eq!(*a + *b, 3);
        });
        scope.spawn(|| {
            let b = b.lock().unwrap();
            let a = a.lock().unwrap();
            assert_eq!(*a + *b, 3);
        });
    });
}
