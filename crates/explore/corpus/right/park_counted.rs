//! right
//! The parked thread counts what was sent, not how often it woke up.

use std::sync::atomic::{AtomicU32, Ordering::SeqCst};
use std::thread;

static SENT: AtomicU32 = AtomicU32::new(0);

fn main() {
    let sleeper = thread::spawn(|| {
        while SENT.load(SeqCst) < 2 {
            thread::park();
        }
    });
    for _ in 0..2 {
        SENT.fetch_add(1, SeqCst);
        sleeper.thread().unpark();
    }
    sleeper.join().unwrap();
}
