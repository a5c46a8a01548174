//! wrong: race
//! fails: neighbours_never_eat_together
//! Binds the guards to nothing: both forks are back on the table before the first bite.

use std::marker::PhantomData;
use std::sync::Mutex;

pub struct Table {
    forks: Vec<Mutex<()>>,
}

pub struct Forks<'a> {
    _of: PhantomData<&'a Table>,
}

impl Table {
    pub fn new(seats: usize) -> Table {
        assert!(seats >= 2);
        Table { forks: (0..seats).map(|_| Mutex::new(())).collect() }
    }

    pub fn pick_up(&self, seat: usize) -> Forks<'_> {
        let (left, right) = (seat, (seat + 1) % self.forks.len());
        drop(self.forks[left.min(right)].lock().unwrap());
        drop(self.forks[left.max(right)].lock().unwrap());
        Forks { _of: PhantomData }
    }
}
