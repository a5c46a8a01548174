//! wrong: wrong-result
//! fails: one_thread_counts
//! Does not count below zero.

use std::sync::Mutex;

pub struct Counter {
    value: Mutex<i64>,
}

impl Counter {
    pub fn new() -> Counter {
        Counter { value: Mutex::new(0) }
    }

    pub fn increment(&self) {
        *self.value.lock().unwrap() += 1;
    }

    pub fn decrement(&self) {
        let mut value = self.value.lock().unwrap();
        *value = (*value - 1).max(0);
    }

    pub fn value(&self) -> i64 {
        *self.value.lock().unwrap()
    }

    pub fn take(&self) -> i64 {
        std::mem::take(&mut *self.value.lock().unwrap())
    }
}
