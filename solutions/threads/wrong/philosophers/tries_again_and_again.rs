//! wrong: livelock
//! fails: neighbours_never_eat_together
//! Puts the first fork down when the second is in use and tries again at once: nobody deadlocks, nobody sleeps, and all of them may do so for ever.

use std::sync::{Mutex, MutexGuard};
use std::thread;

pub struct Table {
    forks: Vec<Mutex<()>>,
}

pub struct Forks<'a> {
    _left: MutexGuard<'a, ()>,
    _right: MutexGuard<'a, ()>,
}

impl Table {
    pub fn new(seats: usize) -> Table {
        assert!(seats >= 2);
        Table { forks: (0..seats).map(|_| Mutex::new(())).collect() }
    }

    pub fn pick_up(&self, seat: usize) -> Forks<'_> {
        loop {
            let left = self.forks[seat].lock().unwrap();
            if let Ok(right) = self.forks[(seat + 1) % self.forks.len()].try_lock() {
                return Forks { _left: left, _right: right };
            }
            drop(left);
            thread::yield_now();
        }
    }
}
