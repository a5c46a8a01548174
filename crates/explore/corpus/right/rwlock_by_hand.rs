//! right
//! Readers and writer in one atomic number: who changes it has seen it.

use std::sync::atomic::{AtomicU32, Ordering::SeqCst};
use std::thread;

const WRITING: u32 = u32::MAX;

fn main() {
    let state = AtomicU32::new(0);
    let (low, high) = (AtomicU32::new(0), AtomicU32::new(0));
    thread::scope(|scope| {
        scope.spawn(|| {
            while state.compare_exchange(0, WRITING, SeqCst, SeqCst).is_err() {
                thread::yield_now();
            }
            low.store(1, SeqCst);
            high.store(1, SeqCst);
            state.store(0, SeqCst);
        });
        for _ in 0..2 {
            scope.spawn(|| {
                while state.fetch_update(SeqCst, SeqCst, |readers| (readers != WRITING).then(|| readers + 1)).is_err() {
                    thread::yield_now();
                }
                assert_eq!(low.load(SeqCst), high.load(SeqCst), "read while it was written");
                state.fetch_sub(1, SeqCst);
            });
        }
    });
}
