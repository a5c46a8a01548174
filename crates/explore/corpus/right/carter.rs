//! right
//! The shared lock is never asked for while the counter's lock is held.

use std::sync::Mutex;
use std::thread;

fn enter_and_leave(count: &Mutex<u32>, shared: &Mutex<u32>) {
    let first = {
        let mut count = count.lock().unwrap();
        *count += 1;
        *count == 1
    };
    if first {
        *shared.lock().unwrap() += 1;
    }
    *count.lock().unwrap() -= 1;
}

fn main() {
    let count = Mutex::new(0);
    let shared = Mutex::new(0);
    thread::scope(|scope| {
        for _ in 0..2 {
            scope.spawn(|| enter_and_leave(&count, &shared));
        }
    });
    assert_eq!(count.into_inner().unwrap(), 0);
    assert!(shared.into_inner().unwrap() >= 1);
}
