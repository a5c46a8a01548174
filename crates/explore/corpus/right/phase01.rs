//! right
//! The order of the locks changes between two phases, and a barrier keeps the phases apart.

use std::sync::{Barrier, Mutex};
use std::thread;

fn work(left: &Mutex<u32>, right: &Mutex<u32>, between: &Barrier) {
    {
        let mut left = left.lock().unwrap();
        *left += 1;
        *right.lock().unwrap() += 1;
    }
    between.wait();
    {
        let mut right = right.lock().unwrap();
        *right += 1;
        *left.lock().unwrap() += 1;
    }
}

fn main() {
    let left = Mutex::new(0);
    let right = Mutex::new(0);
    let between = Barrier::new(2);
    thread::scope(|scope| {
        scope.spawn(|| work(&left, &right, &between));
        scope.spawn(|| work(&left, &right, &between));
    });
    assert_eq!((left.into_inner().unwrap(), right.into_inner().unwrap()), (4, 4));
}
