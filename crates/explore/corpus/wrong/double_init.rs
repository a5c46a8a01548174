//! wrong: race
//! Two threads see nothing initialised and both do it.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};
use std::thread;

fn main() {
    let ready = Arc::new(AtomicBool::new(false));
    let inits = Arc::new(AtomicU32::new(0));
    let threads: Vec<_> = (0..2)
        .map(|_| {
            let (ready, inits) = (Arc::clone(&ready), Arc::clone(&inits));
            thread::spawn(move || {
                if !ready.load(Ordering::Acquire) {
                    inits.fetch_add(1, Ordering::Relaxed);
                    ready.store(true, Ordering::Release);
                }
            })
        })
        .collect();
    for thread in threads {
        thread.join().unwrap();
    }
    assert_eq!(inits.load(Ordering::Relaxed), 1);
}
