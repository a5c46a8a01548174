//! wrong: wrong-result
//! fails: one_thread_counts
//! Keeps the count in a static, so that all counters are one.

use std::sync::atomic::{AtomicI64, Ordering};

static VALUE: AtomicI64 = AtomicI64::new(0);

pub struct Counter;

impl Counter {
    pub fn new() -> Counter {
        Counter
    }

    pub fn increment(&self) {
        VALUE.fetch_add(1, Ordering::SeqCst);
    }

    pub fn decrement(&self) {
        VALUE.fetch_sub(1, Ordering::SeqCst);
    }

    pub fn value(&self) -> i64 {
        VALUE.load(Ordering::SeqCst)
    }

    pub fn take(&self) -> i64 {
        VALUE.swap(0, Ordering::SeqCst)
    }
}
