//! wrong: race
//! fails: no_increment_is_lost
//! Reads under a shared lock and writes under an exclusive one: two readers compute the same new value.

use std::sync::RwLock;

pub struct Counter {
    value: RwLock<i64>,
}

impl Counter {
    pub fn new() -> Counter {
        Counter { value: RwLock::new(0) }
    }

    pub fn increment(&self) {
        let next = *self.value.read().unwrap() + 1;
        *self.value.write().unwrap() = next;
    }

    pub fn decrement(&self) {
        let next = *self.value.read().unwrap() - 1;
        *self.value.write().unwrap() = next;
    }

    pub fn value(&self) -> i64 {
        *self.value.read().unwrap()
    }

    pub fn take(&self) -> i64 {
        std::mem::take(&mut *self.value.write().unwrap())
    }
}
