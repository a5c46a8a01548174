//! right
//! A reader that starts again when the sequence number has moved.

use std::hint;
use std::sync::atomic::{AtomicU32, Ordering::SeqCst};
use std::thread;

fn main() {
    let sequence = AtomicU32::new(0);
    let (low, high) = (AtomicU32::new(0), AtomicU32::new(0));
    thread::scope(|scope| {
        scope.spawn(|| {
            for value in 1..=2 {
                sequence.fetch_add(1, SeqCst);
                low.store(value, SeqCst);
                high.store(value, SeqCst);
                sequence.fetch_add(1, SeqCst);
            }
        });
        scope.spawn(|| {
            let (low, high) = loop {
                let before = sequence.load(SeqCst);
                if before % 2 == 1 {
                    hint::spin_loop();
                    continue;
                }
                let pair = (low.load(SeqCst), high.load(SeqCst));
                if sequence.load(SeqCst) == before {
                    break pair;
                }
            };
            assert_eq!(low, high, "half of a write was seen");
        });
    });
}
