//! right: a compare-exchange loop that tries again when another thread was faster

use std::sync::atomic::{AtomicI64, Ordering};

#[derive(Default)]
pub struct Counter {
    value: AtomicI64,
}

impl Counter {
    pub fn new() -> Counter {
        Counter::default()
    }

    pub fn increment(&self) {
        self.change(|value| value + 1);
    }

    pub fn decrement(&self) {
        self.change(|value| value - 1);
    }

    pub fn value(&self) -> i64 {
        self.value.load(Ordering::Acquire)
    }

    pub fn take(&self) -> i64 {
        self.change(|_| 0)
    }

    /// Replaces the value by `new` of it and returns the old one.
    fn change(&self, new: impl Fn(i64) -> i64) -> i64 {
        let mut seen = self.value.load(Ordering::Relaxed);
        loop {
            match self.value.compare_exchange_weak(seen, new(seen), Ordering::AcqRel, Ordering::Relaxed) {
                Ok(old) => return old,
                Err(now) => seen = now,
            }
        }
    }
}
