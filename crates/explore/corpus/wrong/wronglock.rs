//! wrong: race
//! The same data, guarded by one lock here and by another there.

use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, Mutex};
use std::thread;

fn main() {
    let data = Arc::new(AtomicU32::new(0));
    let (one, two) = (Arc::new(Mutex::new(())), Arc::new(Mutex::new(())));
    let threads: Vec<_> = [&one, &one, &two]
        .into_iter()
        .map(|lock| {
            let (lock, data) = (Arc::clone(lock), Arc::clone(&data));
            thread::spawn(move || {
                let _guard = lock.lock().unwrap();
                let seen = data.load(Ordering::SeqCst);
                data.store(seen + 1, Ordering::SeqCst);
                assert_eq!(data.load(Ordering::SeqCst), seen + 1);
            })
        })
        .collect();
    for thread in threads {
        thread.join().unwrap();
    }
}
