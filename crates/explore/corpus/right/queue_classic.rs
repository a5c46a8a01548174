//! right
//! A bounded buffer of one place, two producers, one consumer.

use std::collections::VecDeque;
use std::sync::{Arc, Condvar, Mutex};
use std::thread;

struct Queue {
    items: Mutex<VecDeque<u32>>,
    not_empty: Condvar,
    not_full: Condvar,
}

fn main() {
    let queue =
        Arc::new(Queue { items: Mutex::new(VecDeque::new()), not_empty: Condvar::new(), not_full: Condvar::new() });
    let producers: Vec<_> = (1..=2)
        .map(|item| {
            let queue = Arc::clone(&queue);
            thread::spawn(move || {
                let mut items = queue.items.lock().unwrap();
                while items.len() == 1 {
                    items = queue.not_full.wait(items).unwrap();
                }
                items.push_back(item);
                queue.not_empty.notify_one();
            })
        })
        .collect();
    let mut sum = 0;
    for _ in 0..2 {
        let mut items = queue.items.lock().unwrap();
        while items.is_empty() {
            items = queue.not_empty.wait(items).unwrap();
        }
        sum += items.pop_front().unwrap();
        queue.not_full.notify_one();
    }
    for producer in producers {
        producer.join().unwrap();
    }
    assert_eq!(sum, 3);
}
