//! The dining philosophers: the fork with the lower number first.
//!
//! At every seat but the last that is the left one. A circle of waiters would need somebody who
//! holds a fork and waits for one with a lower number, and nobody does. Nor does anybody starve whose
//! turn at a fork comes: who has got the first fork keeps it, and the neighbour there has to wait.

use std::sync::{Mutex, MutexGuard};

/// A round table with a fork between any two neighbours.
pub struct Table {
    /// The fork at `i` lies to the left of seat `i`, and to the right of the seat before.
    forks: Vec<Mutex<()>>,
}

/// Two forks in one hand each. Dropping them puts them back on the table.
pub struct Forks<'a> {
    _lower: MutexGuard<'a, ()>,
    _higher: MutexGuard<'a, ()>,
}

impl Table {
    /// A table for `seats` philosophers, with all forks on it.
    ///
    /// # Panics
    ///
    /// If there are fewer than two seats.
    pub fn new(seats: usize) -> Table {
        assert!(seats >= 2, "a table needs at least two seats");
        Table { forks: (0..seats).map(|_| Mutex::new(())).collect() }
    }

    /// Waits until both forks of `seat` are picked up.
    ///
    /// # Panics
    ///
    /// If there is no such seat.
    pub fn pick_up(&self, seat: usize) -> Forks<'_> {
        assert!(seat < self.forks.len(), "there are {} seats, and no seat {seat}", self.forks.len());
        let (left, right) = (seat, (seat + 1) % self.forks.len());
        let lower = self.forks[left.min(right)].lock().unwrap();
        let higher = self.forks[left.max(right)].lock().unwrap();
        Forks { _lower: lower, _higher: higher }
    }
}
