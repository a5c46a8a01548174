//! # A shared counter
//!
//! A web server counts its open connections: every connection is served by a thread of its own,
//! which calls `increment` when it starts and `decrement` when it ends.
//! Once a minute a reporting thread calls `take`, which returns the count and starts it again from 0.
//! So the count may well fall below zero: a connection opened before a `take` is closed after it.
//!
//! Make `Counter` right when any number of threads share it as an `Arc<Counter>`:
//!
//! - `Counter::new()` starts at 0, and every counter counts for itself.
//! - `increment` adds one and `decrement` subtracts one; not one of them is lost.
//! - `value` returns the count, negative if it fell below zero.
//! - `take` returns the count and sets it to 0 **in one step**:
//!   whatever another thread counts meanwhile is either in the number returned or still in the counter.
//! - Every call is *linearizable*: it seems to happen all at once, at some moment between its start
//!   and its return, so that all results fit one order of calls.
//!
//! What stands below passes every test with one thread, and every access to `value` is atomic.
//! It still loses counts. Keep the names and signatures; how the count is kept is up to you.

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
        let value = self.value.load(Ordering::SeqCst);
        self.value.store(value + 1, Ordering::SeqCst);
    }

    /// Subtracts one.
    pub fn decrement(&self) {
        let value = self.value.load(Ordering::SeqCst);
        self.value.store(value - 1, Ordering::SeqCst);
    }

    /// The count as it is now.
    pub fn value(&self) -> i64 {
        self.value.load(Ordering::SeqCst)
    }

    /// Returns the count and sets it to 0, in one step.
    pub fn take(&self) -> i64 {
        let value = self.value.load(Ordering::SeqCst);
        self.value.store(0, Ordering::SeqCst);
        value
    }
}
