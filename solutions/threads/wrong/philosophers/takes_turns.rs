//! wrong: lost-wakeup
//! fails: one_alone_eats
//! Lets everybody eat in the order of the seats: who is not hungry stops all the others.

use std::sync::{Condvar, Mutex};

pub struct Table {
    turn: Mutex<usize>,
    next: Condvar,
    seats: usize,
}

pub struct Forks<'a> {
    table: &'a Table,
}

impl Table {
    pub fn new(seats: usize) -> Table {
        assert!(seats >= 2);
        Table { turn: Mutex::new(0), next: Condvar::new(), seats }
    }

    pub fn pick_up(&self, seat: usize) -> Forks<'_> {
        assert!(seat < self.seats);
        drop(self.next.wait_while(self.turn.lock().unwrap(), |turn| *turn != seat).unwrap());
        Forks { table: self }
    }
}

impl Drop for Forks<'_> {
    fn drop(&mut self) {
        let mut turn = self.table.turn.lock().unwrap();
        *turn = (*turn + 1) % self.table.seats;
        self.table.next.notify_all();
    }
}
