//! right
//! A ring buffer of two places for one producer and one consumer, who both give way when they must.

use std::sync::atomic::{AtomicU32, AtomicUsize, Ordering::SeqCst};
use std::thread;

struct Ring {
    items: [AtomicU32; 2],
    head: AtomicUsize,
    tail: AtomicUsize,
}

impl Ring {
    fn push(&self, item: u32) {
        let tail = self.tail.load(SeqCst);
        while tail - self.head.load(SeqCst) == self.items.len() {
            thread::yield_now();
        }
        self.items[tail % 2].store(item, SeqCst);
        self.tail.store(tail + 1, SeqCst);
    }

    fn pop(&self) -> u32 {
        let head = self.head.load(SeqCst);
        while self.tail.load(SeqCst) == head {
            thread::yield_now();
        }
        let item = self.items[head % 2].load(SeqCst);
        self.head.store(head + 1, SeqCst);
        item
    }
}

fn main() {
    let ring = Ring { items: [const { AtomicU32::new(0) }; 2], head: AtomicUsize::new(0), tail: AtomicUsize::new(0) };
    thread::scope(|scope| {
        scope.spawn(|| (1..=4).for_each(|item| ring.push(item)));
        for item in 1..=4 {
            assert_eq!(ring.pop(), item);
        }
    });
}
