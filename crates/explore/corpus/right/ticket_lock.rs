//! right
//! Tickets are drawn in one step; everyone is served in turn.

use std::sync::atomic::{AtomicU32, Ordering::SeqCst};
use std::thread;

#[derive(Default)]
struct Lock {
    next: AtomicU32,
    serving: AtomicU32,
}

impl Lock {
    fn acquire(&self) {
        let ticket = self.next.fetch_add(1, SeqCst);
        while self.serving.load(SeqCst) != ticket {
            thread::yield_now();
        }
    }

    fn release(&self) {
        self.serving.fetch_add(1, SeqCst);
    }
}

fn main() {
    let lock = Lock::default();
    let inside = AtomicU32::new(0);
    thread::scope(|scope| {
        for _ in 0..3 {
            scope.spawn(|| {
                lock.acquire();
                assert_eq!(inside.fetch_add(1, SeqCst), 0, "two inside at once");
                inside.fetch_sub(1, SeqCst);
                lock.release();
            });
        }
    });
}
