//! wrong: race
//! Owner and thief both take the last item.

use std::sync::Arc;
use std::sync::atomic::{AtomicI32, Ordering};
use std::thread;

struct Deque {
    top: AtomicI32,
    bottom: AtomicI32,
}

impl Deque {
    fn pop(&self) -> Option<i32> {
        let bottom = self.bottom.load(Ordering::SeqCst) - 1;
        self.bottom.store(bottom, Ordering::SeqCst);
        let top = self.top.load(Ordering::SeqCst);
        if top <= bottom {
            Some(bottom)
        } else {
            self.bottom.store(top, Ordering::SeqCst);
            None
        }
    }

    fn steal(&self) -> Option<i32> {
        let top = self.top.load(Ordering::SeqCst);
        let bottom = self.bottom.load(Ordering::SeqCst);
        if top >= bottom {
            return None;
        }
        self.top.compare_exchange(top, top + 1, Ordering::SeqCst, Ordering::SeqCst).is_ok().then_some(top)
    }
}

fn main() {
    let deque = Arc::new(Deque { top: AtomicI32::new(0), bottom: AtomicI32::new(1) });
    let thief = {
        let deque = Arc::clone(&deque);
        thread::spawn(move || deque.steal())
    };
    let mine = deque.pop();
    let stolen = thief.join().unwrap();
    assert!(mine.is_none() || stolen.is_none(), "both took item {mine:?}");
}
