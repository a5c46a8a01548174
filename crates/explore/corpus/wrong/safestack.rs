//! wrong: race
//! A lock-free list of free cells: a cell taken and given back between look and exchange fools it.

use std::sync::atomic::{AtomicI32, Ordering::SeqCst};
use std::thread;

struct Stack {
    next: [AtomicI32; 3],
    head: AtomicI32,
    count: AtomicI32,
}

impl Stack {
    fn pop(&self) -> Option<usize> {
        while self.count.load(SeqCst) > 1 {
            let head = self.head.load(SeqCst);
            let cell = usize::try_from(head).ok()?;
            let next = self.next[cell].swap(-1, SeqCst);
            if next >= 0 {
                if self.head.compare_exchange(head, next, SeqCst, SeqCst).is_ok() {
                    self.count.fetch_sub(1, SeqCst);
                    return Some(cell);
                }
                self.next[cell].swap(next, SeqCst);
            }
        }
        None
    }

    fn push(&self, cell: usize) {
        loop {
            let head = self.head.load(SeqCst);
            self.next[cell].store(head, SeqCst);
            if self.head.compare_exchange(head, cell as i32, SeqCst, SeqCst).is_ok() {
                break;
            }
        }
        self.count.fetch_add(1, SeqCst);
    }
}

fn main() {
    let stack = Stack { next: [1, 2, -1].map(AtomicI32::new), head: AtomicI32::new(0), count: AtomicI32::new(3) };
    let owners = [const { AtomicI32::new(0) }; 3];
    thread::scope(|scope| {
        for me in 1..=3 {
            let (stack, owners) = (&stack, &owners);
            scope.spawn(move || {
                for _ in 0..2 {
                    let Some(cell) = stack.pop() else { continue };
                    owners[cell].store(me, SeqCst);
                    assert_eq!(owners[cell].load(SeqCst), me, "one cell for two");
                    stack.push(cell);
                }
            });
        }
    });
}
