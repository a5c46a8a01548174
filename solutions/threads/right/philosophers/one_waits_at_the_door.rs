//! right: a semaphore admits all but one to the forks, so that one of them can always get both

use std::sync::{Condvar, Mutex, MutexGuard};

pub struct Table {
    chairs: Mutex<usize>,
    left: Condvar,
    forks: Vec<Mutex<()>>,
}

pub struct Forks<'a> {
    hands: Option<(MutexGuard<'a, ()>, MutexGuard<'a, ()>)>,
    table: &'a Table,
}

impl Table {
    pub fn new(seats: usize) -> Self {
        if seats < 2 {
            panic!("too few seats");
        }
        Self {
            chairs: Mutex::new(seats - 1),
            left: Condvar::new(),
            forks: (0..seats).map(|_| Mutex::default()).collect(),
        }
    }

    pub fn pick_up(&self, seat: usize) -> Forks<'_> {
        let (left, right) = (&self.forks[seat], &self.forks[(seat + 1) % self.forks.len()]);
        let mut chairs = self.left.wait_while(self.chairs.lock().unwrap(), |chairs| *chairs == 0).unwrap();
        *chairs -= 1;
        drop(chairs);
        Forks { hands: Some((left.lock().unwrap(), right.lock().unwrap())), table: self }
    }
}

impl Drop for Forks<'_> {
    fn drop(&mut self) {
        self.hands = None;
        *self.table.chairs.lock().unwrap() += 1;
        self.table.left.notify_one();
    }
}
