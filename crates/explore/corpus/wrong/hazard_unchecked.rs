//! wrong: race
//! A reader protects a cell after it looked which one is current, and does not look again.

use std::sync::atomic::{AtomicU32, AtomicUsize, Ordering::SeqCst};
use std::thread;

const NONE: usize = usize::MAX;

fn main() {
    let cells = [AtomicU32::new(7), AtomicU32::new(7)];
    let current = AtomicUsize::new(0);
    let protected = AtomicUsize::new(NONE);
    thread::scope(|scope| {
        scope.spawn(|| {
            let cell = current.load(SeqCst);
            protected.store(cell, SeqCst);
            assert_eq!(cells[cell].load(SeqCst), 7, "a reclaimed cell was read");
            protected.store(NONE, SeqCst);
        });
        scope.spawn(|| {
            let old = current.swap(1, SeqCst);
            if protected.load(SeqCst) != old {
                cells[old].store(0, SeqCst);
            }
        });
    });
}
