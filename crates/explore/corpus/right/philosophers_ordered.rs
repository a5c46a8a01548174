//! right
//! The last philosopher takes the right fork first.

use std::sync::{Arc, Mutex};
use std::thread;

fn main() {
    let forks: Arc<Vec<Mutex<u32>>> = Arc::new((0..3).map(|_| Mutex::new(0)).collect());
    let philosophers: Vec<_> = (0..3)
        .map(|seat| {
            let forks = Arc::clone(&forks);
            thread::spawn(move || {
                let (first, second) = if seat == 2 { (0, 2) } else { (seat, seat + 1) };
                let mut first = forks[first].lock().unwrap();
                let mut second = forks[second].lock().unwrap();
                *first += 1;
                *second += 1;
            })
        })
        .collect();
    for philosopher in philosophers {
        philosopher.join().unwrap();
    }
    assert_eq!(forks.iter().map(|fork| *fork.lock().unwrap()).sum::<u32>(), 6);
}
