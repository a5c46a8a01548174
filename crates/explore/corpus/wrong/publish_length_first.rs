//! wrong: race
//! The length of a log grows before its entry is written.

use std::sync::atomic::{AtomicU32, AtomicUsize, Ordering::SeqCst};
use std::thread;

fn main() {
    let entries = [const { AtomicU32::new(0) }; 2];
    let length = AtomicUsize::new(0);
    thread::scope(|scope| {
        scope.spawn(|| {
            for entry in 1..=2 {
                let place = length.fetch_add(1, SeqCst);
                entries[place].store(entry, SeqCst);
            }
        });
        for entry in &entries[..length.load(SeqCst)] {
            assert_ne!(entry.load(SeqCst), 0, "an entry that is not written yet");
        }
    });
}
