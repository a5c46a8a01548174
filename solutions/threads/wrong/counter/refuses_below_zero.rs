//! wrong: panicked
//! fails: one_thread_counts
//! Takes a count below zero for impossible and panics.

use std::sync::Mutex;

pub struct Counter {
    value: Mutex<u64>,
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
        *value = value.checked_sub(1).expect("no more ends than starts");
    }

    pub fn value(&self) -> i64 {
        *self.value.lock().unwrap() as i64
    }

    pub fn take(&self) -> i64 {
        std::mem::take(&mut *self.value.lock().unwrap()) as i64
    }
}
