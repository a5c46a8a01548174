//! wrong: race
//! fails: no_increment_is_lost
//! Tries the lock and, when another thread holds it, goes on without having counted.

use std::sync::Mutex;

pub struct Counter {
    value: Mutex<i64>,
}

impl Counter {
    pub fn new() -> Counter {
        Counter { value: Mutex::new(0) }
    }

    pub fn increment(&self) {
        if let Ok(mut value) = self.value.try_lock() {
            *value += 1;
        }
    }

    pub fn decrement(&self) {
        if let Ok(mut value) = self.value.try_lock() {
            *value -= 1;
        }
    }

    pub fn value(&self) -> i64 {
        *self.value.lock().unwrap()
    }

    pub fn take(&self) -> i64 {
        std::mem::take(&mut *self.value.lock().unwrap())
    }
}
