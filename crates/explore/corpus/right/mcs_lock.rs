//! right
//! A queue lock that, on release, waits for a successor on its way to link itself.

use std::hint;
use std::sync::atomic::{AtomicBool, AtomicU32, AtomicUsize, Ordering::SeqCst};
use std::thread;

const NOBODY: usize = usize::MAX;

struct Lock {
    tail: AtomicUsize,
    next: [AtomicUsize; 3],
    waits: [AtomicBool; 3],
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
        if self.next[me].load(SeqCst) == NOBODY {
            if self.tail.compare_exchange(me, NOBODY, SeqCst, SeqCst).is_ok() {
                return;
            }
            while self.next[me].load(SeqCst) == NOBODY {
                hint::spin_loop();
            }
        }
        self.waits[self.next[me].load(SeqCst)].store(false, SeqCst);
    }
}

fn main() {
    let lock = Lock {
        tail: AtomicUsize::new(NOBODY),
        next: [const { AtomicUsize::new(NOBODY) }; 3],
        waits: [const { AtomicBool::new(false) }; 3],
    };
    let count = AtomicU32::new(0);
    thread::scope(|scope| {
        for me in 0..3 {
            let (lock, count) = (&lock, &count);
            scope.spawn(move || {
                lock.acquire(me);
                let seen = count.load(SeqCst);
                count.store(seen + 1, SeqCst);
                lock.release(me);
            });
        }
    });
    assert_eq!(count.into_inner(), 3);
}
