//! wrong: wrong-result
//! fails: those_apart_eat_together
//! Locks the whole table: there is no deadlock, and never more than one who eats.

use std::sync::{Mutex, MutexGuard};

pub struct Table {
    table: Mutex<()>,
    seats: usize,
}

pub struct Forks<'a> {
    _table: MutexGuard<'a, ()>,
}

impl Table {
    pub fn new(seats: usize) -> Table {
        assert!(seats >= 2);
        Table { table: Mutex::new(()), seats }
    }

    pub fn pick_up(&self, seat: usize) -> Forks<'_> {
        assert!(seat < self.seats);
        Forks { _table: self.table.lock().unwrap() }
    }
}
