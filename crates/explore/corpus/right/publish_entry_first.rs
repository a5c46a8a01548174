//! right
//! The entry is written first, then the length that makes it visible.

use std::sync::atomic::{AtomicU32, AtomicUsize, Ordering::SeqCst};
use std::thread;

fn main() {
    let entries = [const { AtomicU32::new(0) }; 3];
    let length = AtomicUsize::new(0);
    thread::scope(|scope| {
        scope.spawn(|| {
            for (place, entry) in (1..=3).enumerate() {
                entries[place].store(entry, SeqCst);
                length.store(place + 1, SeqCst);
            }
        });
        for entry in &entries[..length.load(SeqCst)] {
            assert_ne!(entry.load(SeqCst), 0, "an entry that is not written yet");
        }
    });
}
