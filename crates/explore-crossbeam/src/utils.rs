//! [`Backoff`] for spin loops, and [`CachePadded`].

pub use crossbeam::utils::CachePadded;

use std::cell::Cell;
use std::fmt;

/// Steps of [`Backoff::spin`] that are counted.
const SPINS: u32 = 2;
/// Steps after which blocking is advised.
const YIELDS: u32 = 3;

/// Gives way in a spin loop and says when to block instead.
pub struct Backoff {
    step: Cell<u32>,
}

impl Backoff {
    /// Nothing spun yet.
    pub fn new() -> Self {
        Backoff { step: Cell::new(0) }
    }

    /// Back to the beginning.
    pub fn reset(&self) {
        self.step.set(0);
    }

    /// Gives way, in a loop that tries an operation again after another thread has made progress.
    #[track_caller]
    pub fn spin(&self) {
        explore_std::hint::spin_loop();
        if self.step.get() <= SPINS {
            self.step.set(self.step.get() + 1);
        }
    }

    /// Gives way, in a loop that waits for another thread.
    #[track_caller]
    pub fn snooze(&self) {
        explore_std::thread::yield_now();
        if self.step.get() <= YIELDS {
            self.step.set(self.step.get() + 1);
        }
    }

    /// Whether it has been waiting long enough that blocking is better.
    pub fn is_completed(&self) -> bool {
        self.step.get() > YIELDS
    }
}

impl fmt::Debug for Backoff {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Backoff").field("step", &self.step).field("is_completed", &self.is_completed()).finish()
    }
}

impl Default for Backoff {
    fn default() -> Backoff {
        Backoff::new()
    }
}
