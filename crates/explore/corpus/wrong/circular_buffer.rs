//! wrong: race
//! A ring buffer whose producer announces an item before it is written.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

struct Ring {
    slots: [AtomicUsize; 2],
    written: AtomicUsize,
}

fn main() {
    let ring = Arc::new(Ring { slots: [AtomicUsize::new(0), AtomicUsize::new(0)], written: AtomicUsize::new(0) });
    let producer = {
        let ring = Arc::clone(&ring);
        thread::spawn(move || {
            for item in 1..=2 {
                let at = ring.written.fetch_add(1, Ordering::SeqCst);
                ring.slots[at % 2].store(item, Ordering::SeqCst);
            }
        })
    };
    let mut read = 0;
    for _ in 0..3 {
        if ring.written.load(Ordering::SeqCst) > read {
            let item = ring.slots[read % 2].load(Ordering::SeqCst);
            assert_eq!(item, read + 1, "an item that is not there yet");
            read += 1;
        }
    }
    producer.join().unwrap();
}
