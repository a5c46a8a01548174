//! wrong: race
//! fails: a_count_is_taken_once
//! Takes in two steps, load and store: two takers read the same count, and a count made in between is wiped out.

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
        self.value.fetch_sub(1, Ordering::SeqCst);
    }

    pub fn value(&self) -> i64 {
        self.value.load(Ordering::SeqCst)
    }

    pub fn take(&self) -> i64 {
        let taken = self.value.load(Ordering::SeqCst);
        self.value.store(0, Ordering::SeqCst);
        taken
    }
}
