//! wrong: race
//! fails: nothing_falls_between_take_and_reset
//! A lock keeps takers apart from each other, but increments do not ask for it.

use std::sync::Mutex;
use std::sync::atomic::{AtomicI64, Ordering};

pub struct Counter {
    value: AtomicI64,
    taking: Mutex<()>,
}

impl Counter {
    pub fn new() -> Counter {
        Counter { value: AtomicI64::new(0), taking: Mutex::new(()) }
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
        let _alone = self.taking.lock().unwrap();
        let taken = self.value.load(Ordering::SeqCst);
        self.value.store(0, Ordering::SeqCst);
        taken
    }
}
