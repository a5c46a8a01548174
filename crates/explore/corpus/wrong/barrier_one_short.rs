//! wrong: deadlock
//! A barrier for three, and only two come.

use std::sync::{Arc, Barrier};
use std::thread;

fn main() {
    let barrier = Arc::new(Barrier::new(3));
    let other = {
        let barrier = Arc::clone(&barrier);
        thread::spawn(move || barrier.wait().is_leader())
    };
    barrier.wait();
    other.join().unwrap();
}
