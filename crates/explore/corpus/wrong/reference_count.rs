//! wrong: race
//! Counts down and then looks whether it was the last: two may both think so.

use std::sync::atomic::{AtomicU32, Ordering::SeqCst};
use std::thread;

fn main() {
    let references = AtomicU32::new(2);
    let freed = AtomicU32::new(0);
    thread::scope(|scope| {
        for _ in 0..2 {
            scope.spawn(|| {
                references.fetch_sub(1, SeqCst);
                if references.load(SeqCst) == 0 {
                    freed.fetch_add(1, SeqCst);
                }
            });
        }
    });
    assert_eq!(freed.into_inner(), 1, "freed exactly once");
}
