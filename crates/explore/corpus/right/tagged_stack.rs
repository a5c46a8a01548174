//! right
//! A lock-free list of free cells whose head carries a count that makes every value of it new.

use std::sync::atomic::{AtomicU32, AtomicU64, Ordering::SeqCst};
use std::thread;

const END: u64 = 0xffff_ffff;

struct Stack {
    next: [AtomicU64; 3],
    head: AtomicU64,
}

impl Stack {
    fn pop(&self) -> Option<u64> {
        loop {
            let head = self.head.load(SeqCst);
            let cell = head & END;
            if cell == END {
                return None;
            }
            let next = self.next[cell as usize].load(SeqCst);
            let new = ((head >> 32) + 1) << 32 | next;
            if self.head.compare_exchange(head, new, SeqCst, SeqCst).is_ok() {
                return Some(cell);
            }
        }
    }

    fn push(&self, cell: u64) {
        loop {
            let head = self.head.load(SeqCst);
            self.next[cell as usize].store(head & END, SeqCst);
            let new = ((head >> 32) + 1) << 32 | cell;
            if self.head.compare_exchange(head, new, SeqCst, SeqCst).is_ok() {
                return;
            }
        }
    }
}

fn main() {
    let stack = Stack { next: [1, 2, END].map(AtomicU64::new), head: AtomicU64::new(0) };
    let owners = [const { AtomicU32::new(0) }; 3];
    thread::scope(|scope| {
        for me in 1..=2 {
            let (stack, owners) = (&stack, &owners);
            scope.spawn(move || {
                for _ in 0..2 {
                    let cell = stack.pop().expect("three cells for two threads");
                    owners[cell as usize].store(me, SeqCst);
                    assert_eq!(owners[cell as usize].load(SeqCst), me, "one cell for two");
                    stack.push(cell);
                }
            });
        }
    });
}
