//! wrong: race
//! A reader that looks at the sequence number before it reads, but not after.

use std::hint;
use std::sync::atomic::{AtomicU32, Ordering::SeqCst};
use std::thread;

fn main() {
    let sequence = AtomicU32::new(0);
    let (low, high) = (AtomicU32::new(0), AtomicU32::new(0));
    thread::scope(|scope| {
        scope.spawn(|| {
            sequence.fetch_add(1, SeqCst);
            low.store(1, SeqCst);
            high.store(1, SeqCst);
            sequence.fetch_add(1, SeqCst);
        });
        scope.spawn(|| {
            while sequence.load(SeqCst) % 2 == 1 {
                hint::spin_loop();
            }
            assert_eq!(low.load(SeqCst), high.load(SeqCst), "half of a write was seen");
        });
    });
}
