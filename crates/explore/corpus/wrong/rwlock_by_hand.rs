//! wrong: race
//! A writer that finds no readers and then, in a second step, shuts the door.

use std::sync::atomic::{AtomicBool, AtomicU32, Ordering::SeqCst};
use std::thread;

fn main() {
    let readers = AtomicU32::new(0);
    let writing = AtomicBool::new(false);
    let (low, high) = (AtomicU32::new(0), AtomicU32::new(0));
    thread::scope(|scope| {
        scope.spawn(|| {
            while readers.load(SeqCst) > 0 {
                thread::yield_now();
            }
            writing.store(true, SeqCst);
            low.store(1, SeqCst);
            high.store(1, SeqCst);
            writing.store(false, SeqCst);
        });
        scope.spawn(|| {
            while writing.load(SeqCst) {
                thread::yield_now();
            }
            readers.fetch_add(1, SeqCst);
            assert_eq!(low.load(SeqCst), high.load(SeqCst), "read while it was written");
            readers.fetch_sub(1, SeqCst);
        });
    });
}
