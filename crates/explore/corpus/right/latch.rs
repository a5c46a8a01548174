//! right
//! A latch counted down in one step; the last one wakes the waiter.

use std::sync::atomic::{AtomicU32, Ordering::SeqCst};
use std::thread;

fn main() {
    let left = AtomicU32::new(2);
    let waiter = thread::current();
    thread::scope(|scope| {
        for _ in 0..2 {
            scope.spawn(|| {
                if left.fetch_sub(1, SeqCst) == 1 {
                    waiter.unpark();
                }
            });
        }
        while left.load(SeqCst) > 0 {
            thread::park();
        }
    });
}
