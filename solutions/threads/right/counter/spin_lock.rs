//! right: a spin lock of an atomic flag around an atomic that is only loaded and stored

use std::hint;
use std::sync::atomic::{AtomicBool, AtomicI64, Ordering};

#[derive(Default)]
pub struct Counter {
    busy: AtomicBool,
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
        self.change(|value| value)
    }

    pub fn take(&self) -> i64 {
        self.change(|_| 0)
    }

    /// Replaces the value by `new` of it, alone, and returns the old one.
    fn change(&self, new: impl Fn(i64) -> i64) -> i64 {
        while self.busy.swap(true, Ordering::Acquire) {
            hint::spin_loop();
        }
        let old = self.value.load(Ordering::Relaxed);
        self.value.store(new(old), Ordering::Relaxed);
        self.busy.store(false, Ordering::Release);
        old
    }
}
