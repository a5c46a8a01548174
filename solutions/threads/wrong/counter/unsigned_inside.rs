//! wrong: wrong-result
//! fails: one_thread_counts
//! Keeps the count unsigned: one below zero wraps to a very large number.

use std::sync::atomic::{AtomicU32, Ordering};

pub struct Counter {
    value: AtomicU32,
}

impl Counter {
    pub fn new() -> Counter {
        Counter { value: AtomicU32::new(0) }
    }

    pub fn increment(&self) {
        self.value.fetch_add(1, Ordering::SeqCst);
    }

    pub fn decrement(&self) {
        self.value.fetch_sub(1, Ordering::SeqCst);
    }

    pub fn value(&self) -> i64 {
        i64::from(self.value.load(Ordering::SeqCst))
    }

    pub fn take(&self) -> i64 {
        i64::from(self.value.swap(0, Ordering::SeqCst))
    }
}
