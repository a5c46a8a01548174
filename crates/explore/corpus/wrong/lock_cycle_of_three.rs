//! wrong: deadlock
//! Three threads, three locks, each takes its own and then the next one's.

use std::sync::{Arc, Mutex};
use std::thread;

fn main() {
    let locks: Arc<Vec<Mutex<u32>>> = Arc::new((0..3).map(Mutex::new).collect());
    let threads: Vec<_> = (0..3)
        .map(|own| {
            let locks = Arc::clone(&locks);
            thread::spawn(move || {
                let mut mine = locks[own].lock().unwrap();
                let next = locks[(own + 1) % 3].lock().unwrap();
                *mine += *next;
            })
        })
        .collect();
    for thread in threads {
        thread.join().unwrap();
    }
}
