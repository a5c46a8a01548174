//! wrong: race
//! 8 threads set two variables one after the other; a reader sees them half set.

use std::sync::Arc;
use std::sync::atomic::{AtomicI32, Ordering};
use std::thread;

fn main() {
    let a = Arc::new(AtomicI32::new(0));
    let b = Arc::new(AtomicI32::new(0));
    let setters: Vec<_> = (0..8)
        .map(|_| {
            let (a, b) = (Arc::clone(&a), Arc::clone(&b));
            thread::spawn(move || {
                a.store(1, Ordering::SeqCst);
                b.store(-1, Ordering::SeqCst);
            })
        })
        .collect();
    let checker = thread::spawn(move || {
        let (a, b) = (a.load(Ordering::SeqCst), b.load(Ordering::SeqCst));
        assert!((a == 0 && b == 0) || (a == 1 && b == -1), "saw a = {a}, b = {b}");
    });
    for setter in setters {
        setter.join().unwrap();
    }
    checker.join().unwrap();
}
