//! A shared counter: every call is one read-modify-write of an atomic.
//!
//! `Relaxed` is enough. It gives up only the order between this variable and *others*; the changes
//! of one atomic always have one order that all threads agree on, and a read-modify-write reads the
//! change right before its own.

use std::sync::atomic::{AtomicI64, Ordering};

/// A count that many threads change.
#[derive(Debug, Default)]
pub struct Counter {
    value: AtomicI64,
}

impl Counter {
    /// A counter at 0.
    pub fn new() -> Counter {
        Counter::default()
    }

    /// Adds one.
    pub fn increment(&self) {
        self.value.fetch_add(1, Ordering::Relaxed);
    }

    /// Subtracts one.
    pub fn decrement(&self) {
        self.value.fetch_sub(1, Ordering::Relaxed);
    }

    /// The count as it is now.
    pub fn value(&self) -> i64 {
        self.value.load(Ordering::Relaxed)
    }

    /// Returns the count and sets it to 0, in one step.
    pub fn take(&self) -> i64 {
        self.value.swap(0, Ordering::Relaxed)
    }
}
