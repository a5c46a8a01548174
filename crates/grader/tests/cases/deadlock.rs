//! kit: std
//! expect: deadlock
//! says: `main` waits in lock `right` (answer.rs:19), held by `other`; it holds `left` (answer.rs:18)
//! says: The cycle: `main` → `other` → `main`
use std::{sync::{Arc, Mutex}, thread};

pub fn answer() -> u64 {
    let left = Arc::new(Mutex::new(1));
    let right = Arc::new(Mutex::new(1));
    let other = {
        let (left, right) = (Arc::clone(&left), Arc::clone(&right));
        thread::Builder::new().name("other".to_owned()).spawn(move || {
            let right = right.lock().unwrap();
            *left.lock().unwrap() + *right
        })
    }
    .unwrap();
    let held = left.lock().unwrap();
    let sum = *right.lock().unwrap() + *held;
    drop(held);
    other.join().unwrap();
    sum
}
