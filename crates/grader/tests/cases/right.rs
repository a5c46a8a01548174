//! kit: std
//! expect: passed
//! says: ✓ the answer is two
//! says: ✓ tests/answer passed, 3 of 3 points
use std::{sync::{Arc, Mutex}, thread};

pub fn answer() -> u64 {
    let sum = Arc::new(Mutex::new(0));
    let threads: Vec<_> = (0..2)
        .map(|_| {
            let sum = Arc::clone(&sum);
            thread::spawn(move || *sum.lock().unwrap() += 1)
        })
        .collect();
    for thread in threads {
        thread.join().unwrap();
    }
    let sum = *sum.lock().unwrap();
    sum
}
