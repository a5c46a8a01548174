//! # The dining philosophers
//!
//! Philosophers sit around a table. Between any two neighbours lies one fork, so there are as many
//! forks as philosophers, and to eat one needs two: the fork on the left and the one on the right.
//! Edsger Dijkstra made this up in 1965. Read "job" for philosopher and "disk" for fork, and it is the
//! machine room of his day and ours.
//!
//! Write the `Table` that hands out the forks, shared by any number of threads:
//!
//! - `Table::new(seats)` has seats 0 to `seats - 1`; it panics if there are fewer than two.
//!   Who sits at `seat` shares one fork with each neighbour; the last seat is next to seat 0.
//!   At a table for two, both forks are shared by both.
//! - `pick_up(seat)` sleeps until it has both forks of that seat; dropping the `Forks` it returns puts
//!   both down. It panics if there is no such seat. Asking again and again is not sleeping.
//! - Neighbours never hold forks at the same time.
//! - Two who share no fork can eat at the same time: who is hungry eats at once if neither neighbour eats
//!   or is hungry, whatever the others at the table do.
//! - Nobody waits for ever as long as everybody who eats stops eating some day.
//! - Nobody starves. Suppose the neighbours of a hungry philosopher come back again and again, and
//!   arrange it so that always at least one of them eats. If every thread that can go on does so before
//!   each step of theirs, the hungry one eats before either neighbour has eaten six more times.
//! - Each seat is used by one thread at a time, which asks for forks only when it has none.
//!   Nobody panics while eating.
//!
//! What stands below gives everybody the left fork and then the right one, and mostly nobody notices.
//! Keep the names and signatures of the public items; the fields are up to you.

use std::sync::{Mutex, MutexGuard};

/// A round table with a fork between any two neighbours.
pub struct Table {
    /// The fork at `i` lies to the left of seat `i`, and to the right of the seat before.
    forks: Vec<Mutex<()>>,
}

/// Two forks in one hand each. Dropping them puts them back on the table.
pub struct Forks<'a> {
    _left: MutexGuard<'a, ()>,
    _right: MutexGuard<'a, ()>,
}

impl Table {
    /// A table for `seats` philosophers, with all forks on it.
    pub fn new(seats: usize) -> Table {
        assert!(seats >= 2, "a table needs at least two seats");
        Table { forks: (0..seats).map(|_| Mutex::new(())).collect() }
    }

    /// Waits until both forks of `seat` are picked up.
    pub fn pick_up(&self, seat: usize) -> Forks<'_> {
        let left = self.forks[seat].lock().unwrap();
        let right = self.forks[(seat + 1) % self.forks.len()].lock().unwrap();
        Forks { _left: left, _right: right }
    }
}
