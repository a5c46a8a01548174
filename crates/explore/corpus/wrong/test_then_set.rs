//! wrong: race
//! A spin lock that sees it is free in one step and takes it in the next.

use std::sync::atomic::{AtomicBool, AtomicU32, Ordering::SeqCst};
use std::thread;

fn main() {
    let taken = AtomicBool::new(false);
    let count = AtomicU32::new(0);
    thread::scope(|scope| {
        for _ in 0..2 {
            scope.spawn(|| {
                while taken.load(SeqCst) {
                    thread::yield_now();
                }
                taken.store(true, SeqCst);
                let seen = count.load(SeqCst);
                count.store(seen + 1, SeqCst);
                taken.store(false, SeqCst);
            });
        }
    });
    assert_eq!(count.into_inner(), 2);
}
