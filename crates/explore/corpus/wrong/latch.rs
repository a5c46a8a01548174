//! wrong: lost-wakeup
//! A latch counted down in two steps may never reach nought.

use std::sync::atomic::{AtomicU32, Ordering::SeqCst};
use std::thread;

fn main() {
    let left = AtomicU32::new(2);
    let waiter = thread::current();
    thread::scope(|scope| {
        for _ in 0..2 {
            scope.spawn(|| {
                let before = left.load(SeqCst);
                left.store(before - 1, SeqCst);
                waiter.unpark();
            });
        }
        while left.load(SeqCst) > 0 {
            thread::park();
        }
    });
}
