//! wrong: race
//! fails: no_increment_is_lost
//! Locks to read, unlocks, and locks again to write what may be out of date by then.

use std::sync::Mutex;

pub struct Counter {
    value: Mutex<i64>,
}

impl Counter {
    pub fn new() -> Counter {
        Counter { value: Mutex::new(0) }
    }

    pub fn increment(&self) {
        let value = self.value();
        *self.value.lock().unwrap() = value + 1;
    }

    pub fn decrement(&self) {
        let value = self.value();
        *self.value.lock().unwrap() = value - 1;
    }

    pub fn value(&self) -> i64 {
        *self.value.lock().unwrap()
    }

    pub fn take(&self) -> i64 {
        let mut value = self.value.lock().unwrap();
        let taken = *value;
        *value = 0;
        taken
    }
}
