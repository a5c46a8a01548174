//! right: a mutex held from the read to the write

use std::mem;
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
        *self.value.lock().unwrap() -= 1;
    }

    pub fn value(&self) -> i64 {
        *self.value.lock().unwrap()
    }

    pub fn take(&self) -> i64 {
        mem::take(&mut *self.value.lock().unwrap())
    }
}
