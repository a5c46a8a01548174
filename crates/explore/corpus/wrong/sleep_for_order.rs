//! wrong: race
//! The writer "surely" is done after a second.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::Duration;

fn main() {
    let done = Arc::new(AtomicBool::new(false));
    let writer = {
        let done = Arc::clone(&done);
        thread::spawn(move || done.store(true, Ordering::SeqCst))
    };
    thread::sleep(Duration::from_secs(1));
    assert!(done.load(Ordering::SeqCst));
    writer.join().unwrap();
}
