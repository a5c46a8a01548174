//! wrong: livelock
//! A queue lock whose release forgets a waiter that is in the queue but not linked yet.

use std::hint;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering::SeqCst};
use std::thread;

const NOBODY: usize = usize::MAX;

struct Lock {
    tail: AtomicUsize,
    next: [AtomicUsize; 2],
    waits: [AtomicBool; 2],
}

impl Lock {
    fn acquire(&self, me: usize) {
        self.next[me].store(NOBODY, SeqCst);
        self.waits[me].store(true, SeqCst);
        let before = self.tail.swap(me, SeqCst);
        if before != NOBODY {
            self.next[before].store(me, SeqCst);
            while self.waits[me].load(SeqCst) {
                hint::spin_loop();
            }
        }
    }

    fn release(&self, me: usize) {
        match self.next[me].load(SeqCst) {
            NOBODY => self.tail.store(NOBODY, SeqCst),
            next => self.waits[next].store(false, SeqCst),
        }
    }
}

fn main() {
    let lock = Lock {
        tail: AtomicUsize::new(NOBODY),
        next: [const { AtomicUsize::new(NOBODY) }; 2],
        waits: [const { AtomicBool::new(false) }; 2],
    };
    thread::scope(|scope| {
        for me in 0..2 {
            let lock = &lock;
            scope.spawn(move || {
                lock.acquire(me);
                lock.release(me);
            });
        }
    });
}
