//! right
//! Three threads, three locks, and the lower number always comes first.

use std::sync::{Arc, Mutex};
use std::thread;

fn main() {
    let locks: Arc<Vec<Mutex<u32>>> = Arc::new((0..3).map(|_| Mutex::new(0)).collect());
    let threads: Vec<_> = (0..3)
        .map(|own: usize| {
            let locks = Arc::clone(&locks);
            thread::spawn(move || {
                let next = (own + 1) % 3;
                let mut low = locks[own.min(next)].lock().unwrap();
                let mut high = locks[own.max(next)].lock().unwrap();
                *low += 1;
                *high += 1;
            })
        })
        .collect();
    for thread in threads {
        thread.join().unwrap();
    }
    let sum: u32 = locks.iter().map(|lock| *lock.lock().unwrap()).sum();
    assert_eq!(sum, 6);
}
