//! right
//! A bounded buffer of two places: one producer and one consumer pass four items.

use std::collections::VecDeque;
use std::sync::{Arc, Condvar, Mutex};
use std::thread;

struct Queue {
    items: Mutex<VecDeque<u32>>,
    not_empty: Condvar,
    not_full: Condvar,
}

impl Queue {
    fn put(&self, item: u32) {
        let mut items = self.items.lock().unwrap();
        while items.len() == 2 {
            items = self.not_full.wait(items).unwrap();
        }
        items.push_back(item);
        self.not_empty.notify_one();
    }

    fn take(&self) -> u32 {
        let mut items = self.items.lock().unwrap();
        while items.is_empty() {
            items = self.not_empty.wait(items).unwrap();
        }
        let item = items.pop_front().unwrap();
        self.not_full.notify_one();
        item
    }
}

fn main() {
    let queue =
        Arc::new(Queue { items: Mutex::new(VecDeque::new()), not_empty: Condvar::new(), not_full: Condvar::new() });
    let producer = {
        let queue = Arc::clone(&queue);
        thread::spawn(move || (1..=4).for_each(|item| queue.put(item)))
    };
    let consumer = thread::spawn(move || (1..=4).map(|_| queue.take()).collect::<Vec<_>>());
    producer.join().unwrap();
    assert_eq!(consumer.join().unwrap(), [1, 2, 3, 4]);
}
