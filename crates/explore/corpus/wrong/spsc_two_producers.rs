//! wrong: race
//! A ring buffer for one producer, used by two: both write into the same place.

use std::sync::atomic::{AtomicU32, AtomicUsize, Ordering::SeqCst};
use std::thread;

struct Ring {
    items: [AtomicU32; 4],
    tail: AtomicUsize,
}

impl Ring {
    fn push(&self, item: u32) {
        let tail = self.tail.load(SeqCst);
        self.items[tail % 4].store(item, SeqCst);
        self.tail.store(tail + 1, SeqCst);
    }
}

fn main() {
    let ring = Ring { items: [const { AtomicU32::new(0) }; 4], tail: AtomicUsize::new(0) };
    thread::scope(|scope| {
        for item in 1..=2 {
            let ring = &ring;
            scope.spawn(move || ring.push(item));
        }
    });
    let items: u32 = ring.items.iter().map(|item| item.load(SeqCst)).sum();
    assert_eq!(items, 3, "an item was overwritten");
}
