//! wrong: deadlock
//! 4 philosophers, each takes the left fork first.

use std::sync::{Arc, Mutex};
use std::thread;

fn main() {
    let forks: Arc<Vec<Mutex<u32>>> = Arc::new((0..4).map(|_| Mutex::new(0)).collect());
    let philosophers: Vec<_> = (0..4)
        .map(|seat| {
            let forks = Arc::clone(&forks);
            thread::spawn(move || {
                let mut left = forks[seat].lock().unwrap();
                let mut right = forks[(seat + 1) % 4].lock().unwrap();
                *left += 1;
                *right += 1;
            })
        })
        .collect();
    for philosopher in philosophers {
        philosopher.join().unwrap();
    }
}
