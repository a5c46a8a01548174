//! right
//! Two locks in either order: who does not get the second lets go of the first and waits a while of its own.

use std::sync::Mutex;
use std::thread;

fn both(first: &Mutex<u32>, second: &Mutex<u32>, patience: u32) {
    loop {
        let mut held = first.lock().unwrap();
        if let Ok(mut other) = second.try_lock() {
            *held += 1;
            *other += 1;
            return;
        }
        drop(held);
        for _ in 0..patience {
            thread::yield_now();
        }
    }
}

fn main() {
    let (left, right) = (Mutex::new(0), Mutex::new(0));
    thread::scope(|scope| {
        scope.spawn(|| both(&left, &right, 1));
        scope.spawn(|| both(&right, &left, 5));
    });
    assert_eq!((left.into_inner().unwrap(), right.into_inner().unwrap()), (2, 2));
}
