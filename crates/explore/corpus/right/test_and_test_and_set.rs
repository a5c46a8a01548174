//! right
//! A spin lock that waits by looking and takes the lock by swapping.

use std::hint;
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering::SeqCst};
use std::thread;

fn main() {
    let taken = AtomicBool::new(false);
    let count = AtomicU32::new(0);
    thread::scope(|scope| {
        for _ in 0..3 {
            scope.spawn(|| {
                while taken.swap(true, SeqCst) {
                    while taken.load(SeqCst) {
                        hint::spin_loop();
                    }
                }
                let seen = count.load(SeqCst);
                count.store(seen + 1, SeqCst);
                taken.store(false, SeqCst);
            });
        }
    });
    assert_eq!(count.into_inner(), 3);
}
