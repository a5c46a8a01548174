//! right: odd seats take the right fork first, even seats the left one

use std::sync::{Mutex, MutexGuard};

pub struct Table(Vec<Mutex<()>>);

#[allow(dead_code)]
pub struct Forks<'a>(MutexGuard<'a, ()>, MutexGuard<'a, ()>);

impl Table {
    pub fn new(seats: usize) -> Table {
        assert!(seats > 1);
        Table(std::iter::repeat_with(|| Mutex::new(())).take(seats).collect())
    }

    pub fn pick_up(&self, seat: usize) -> Forks<'_> {
        let left = &self.0[seat];
        let right = &self.0[(seat + 1) % self.0.len()];
        let (first, second) = if seat % 2 == 1 { (right, left) } else { (left, right) };
        Forks(first.lock().unwrap(), second.lock().unwrap())
    }
}
