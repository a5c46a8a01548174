//! wrong: race
//! fails: no_increment_is_lost
//! Notices with a compare-exchange that another thread was faster, but does not try again.

use std::sync::atomic::{AtomicI64, Ordering};

pub struct Counter {
    value: AtomicI64,
}

impl Counter {
    pub fn new() -> Counter {
        Counter { value: AtomicI64::new(0) }
    }

    pub fn increment(&self) {
        self.change(|value| value + 1);
    }

    pub fn decrement(&self) {
        self.change(|value| value - 1);
    }

    pub fn value(&self) -> i64 {
        self.value.load(Ordering::SeqCst)
    }

    pub fn take(&self) -> i64 {
        self.change(|_| 0)
    }

    fn change(&self, new: impl Fn(i64) -> i64) -> i64 {
        let old = self.value.load(Ordering::SeqCst);
        let _ = self.value.compare_exchange(old, new(old), Ordering::SeqCst, Ordering::SeqCst);
        old
    }
}
