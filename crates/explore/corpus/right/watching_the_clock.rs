//! right
//! A busy wait for a moment in time comes to its end.

use std::thread;
use std::time::{Duration, Instant};

fn main() {
    let start = Instant::now();
    let other = thread::spawn(|| ());
    while start.elapsed() < Duration::from_millis(250) {
        thread::yield_now();
    }
    other.join().unwrap();
}
