//! wrong: deadlock
//! fails: everybody_eats
//! Has an order for a table of two, and lets everybody begin on the right at every other table: three close a circle.

use std::sync::{Mutex, MutexGuard};

pub struct Table {
    forks: Vec<Mutex<()>>,
}

pub struct Forks<'a> {
    _first: MutexGuard<'a, ()>,
    _second: MutexGuard<'a, ()>,
}

impl Table {
    pub fn new(seats: usize) -> Table {
        assert!(seats >= 2);
        Table { forks: (0..seats).map(|_| Mutex::new(())).collect() }
    }

    pub fn pick_up(&self, seat: usize) -> Forks<'_> {
        let (left, right) = (seat, (seat + 1) % self.forks.len());
        let (first, second) = if self.forks.len() == 2 { (0, 1) } else { (right, left) };
        Forks { _first: self.forks[first].lock().unwrap(), _second: self.forks[second].lock().unwrap() }
    }
}
