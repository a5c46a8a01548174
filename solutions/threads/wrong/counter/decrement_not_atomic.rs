//! wrong: race
//! fails: no_decrement_is_lost
//! Increments in one step, but decrements in two.

use std::sync::atomic::{AtomicI64, Ordering};

pub struct Counter {
    value: AtomicI64,
}

impl Counter {
    pub fn new() -> Counter {
        Counter { value: AtomicI64::new(0) }
    }

    pub fn increment(&self) {
        self.value.fetch_add(1, Ordering::SeqCst);
    }

    pub fn decrement(&self) {
        self.value.store(self.value() - 1, Ordering::SeqCst);
    }

    pub fn value(&self) -> i64 {
        self.value.load(Ordering::SeqCst)
    }

    pub fn take(&self) -> i64 {
        self.value.swap(0, Ordering::SeqCst)
    }
}
