//! wrong: deadlock
//! The order of the locks is kept within a phase, but it is another one in the second phase.

use std::sync::Mutex;
use std::thread;

fn work(left: &Mutex<u32>, right: &Mutex<u32>) {
    {
        let mut left = left.lock().unwrap();
        *left += 1;
        *right.lock().unwrap() += *left;
    }
    {
        let mut right = right.lock().unwrap();
        *right += 1;
        *left.lock().unwrap() += *right;
    }
}

fn main() {
    let left = Mutex::new(0);
    let right = Mutex::new(0);
    thread::scope(|scope| {
        scope.spawn(|| work(&left, &right));
        scope.spawn(|| work(&left, &right));
    });
}
