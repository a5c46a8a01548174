//! wrong: wrong-result
//! fails: nobody_starves
//! Takes both forks or none and waits for both to be free at once: neighbours who eat in turns starve the one between them.

use std::sync::{Condvar, Mutex};

pub struct Table {
    in_use: Mutex<Vec<bool>>,
    put_down: Condvar,
    seats: usize,
}

pub struct Forks<'a> {
    table: &'a Table,
    seat: usize,
}

impl Table {
    pub fn new(seats: usize) -> Table {
        assert!(seats >= 2);
        Table { in_use: Mutex::new(vec![false; seats]), put_down: Condvar::new(), seats }
    }

    fn forks(&self, seat: usize) -> [usize; 2] {
        [seat, (seat + 1) % self.seats]
    }

    pub fn pick_up(&self, seat: usize) -> Forks<'_> {
        let [left, right] = self.forks(seat);
        let in_use = self.in_use.lock().unwrap();
        let mut in_use = self.put_down.wait_while(in_use, |in_use| in_use[left] || in_use[right]).unwrap();
        in_use[left] = true;
        in_use[right] = true;
        Forks { table: self, seat }
    }
}

impl Drop for Forks<'_> {
    fn drop(&mut self) {
        let mut in_use = self.table.in_use.lock().unwrap();
        for fork in self.table.forks(self.seat) {
            in_use[fork] = false;
        }
        self.table.put_down.notify_all();
    }
}
