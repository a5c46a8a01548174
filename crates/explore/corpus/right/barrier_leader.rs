//! right
//! Of three at a barrier exactly one leads.

use std::sync::{Arc, Barrier};
use std::thread;

fn main() {
    let barrier = Arc::new(Barrier::new(3));
    let threads: Vec<_> = (0..3)
        .map(|_| {
            let barrier = Arc::clone(&barrier);
            thread::spawn(move || barrier.wait().is_leader())
        })
        .collect();
    let leaders =
        threads.into_iter().filter(|_| true).map(|thread| thread.join().unwrap()).filter(|leader| *leader).count();
    assert_eq!(leaders, 1);
}
