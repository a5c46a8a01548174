//! wrong: race
//! fails: no_increment_is_lost
//! Loads and then stores: between the two another thread's change is overwritten.

use std::sync::atomic::{AtomicI64, Ordering};

pub struct Counter {
    value: AtomicI64,
}

impl Counter {
    pub fn new() -> Counter {
        Counter { value: AtomicI64::new(0) }
    }

    pub fn increment(&self) {
        let value = self.value.load(Ordering::SeqCst);
        self.value.store(value + 1, Ordering::SeqCst);
    }

    pub fn decrement(&self) {
        let value = self.value.load(Ordering::SeqCst);
        self.value.store(value - 1, Ordering::SeqCst);
    }

    pub fn value(&self) -> i64 {
        self.value.load(Ordering::SeqCst)
    }

    pub fn take(&self) -> i64 {
        self.value.swap(0, Ordering::SeqCst)
    }
}
