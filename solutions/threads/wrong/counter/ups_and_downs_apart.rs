//! wrong: race
//! fails: results_fit_one_order
//! Counts ups and downs in two atomics and subtracts: the difference of two moments may be a count that never was.

use std::sync::atomic::{AtomicI64, Ordering};

pub struct Counter {
    ups: AtomicI64,
    downs: AtomicI64,
}

impl Counter {
    pub fn new() -> Counter {
        Counter { ups: AtomicI64::new(0), downs: AtomicI64::new(0) }
    }

    pub fn increment(&self) {
        self.ups.fetch_add(1, Ordering::SeqCst);
    }

    pub fn decrement(&self) {
        self.downs.fetch_add(1, Ordering::SeqCst);
    }

    pub fn value(&self) -> i64 {
        self.ups.load(Ordering::SeqCst) - self.downs.load(Ordering::SeqCst)
    }

    pub fn take(&self) -> i64 {
        self.ups.swap(0, Ordering::SeqCst) - self.downs.swap(0, Ordering::SeqCst)
    }
}
