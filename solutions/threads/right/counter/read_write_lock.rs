//! right: a read-write lock, shared by readers, exclusive for every change

use std::sync::RwLock;

#[derive(Default)]
pub struct Counter {
    value: RwLock<i64>,
}

impl Counter {
    pub fn new() -> Counter {
        Counter::default()
    }

    pub fn increment(&self) {
        let mut value = self.value.write().unwrap();
        *value += 1;
    }

    pub fn decrement(&self) {
        let mut value = self.value.write().unwrap();
        *value -= 1;
    }

    pub fn value(&self) -> i64 {
        *self.value.read().unwrap()
    }

    pub fn take(&self) -> i64 {
        let mut value = self.value.write().unwrap();
        let taken = *value;
        *value = 0;
        taken
    }
}
