//! wrong: race
//! A lock-free stack on indices: a node popped and pushed back fools the compare-exchange.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

const EMPTY: usize = usize::MAX;

struct Stack {
    head: AtomicUsize,
    next: [AtomicUsize; 3],
    owned: [AtomicUsize; 3],
}

impl Stack {
    fn pop(&self) -> Option<usize> {
        loop {
            let head = self.head.load(Ordering::SeqCst);
            if head == EMPTY {
                return None;
            }
            let next = self.next[head].load(Ordering::SeqCst);
            if self.head.compare_exchange(head, next, Ordering::SeqCst, Ordering::SeqCst).is_ok() {
                assert_eq!(self.owned[head].fetch_add(1, Ordering::SeqCst), 0, "a node taken twice");
                return Some(head);
            }
        }
    }

    fn push(&self, node: usize) {
        self.owned[node].fetch_sub(1, Ordering::SeqCst);
        loop {
            let head = self.head.load(Ordering::SeqCst);
            self.next[node].store(head, Ordering::SeqCst);
            if self.head.compare_exchange(head, node, Ordering::SeqCst, Ordering::SeqCst).is_ok() {
                return;
            }
        }
    }
}

fn main() {
    let stack = Arc::new(Stack {
        head: AtomicUsize::new(0),
        next: [AtomicUsize::new(1), AtomicUsize::new(2), AtomicUsize::new(EMPTY)],
        owned: [AtomicUsize::new(0), AtomicUsize::new(0), AtomicUsize::new(0)],
    });
    let other = {
        let stack = Arc::clone(&stack);
        thread::spawn(move || {
            let first = stack.pop();
            let _second = stack.pop();
            if let Some(first) = first {
                stack.push(first);
            }
        })
    };
    for _ in 0..2 {
        stack.pop();
    }
    other.join().unwrap();
}
