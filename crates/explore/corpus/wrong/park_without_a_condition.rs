//! wrong: lost-wakeup
//! Parked for a flag, unparked before the flag is set.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;

fn main() {
    let flag = Arc::new(AtomicBool::new(false));
    let waiter = {
        let flag = Arc::clone(&flag);
        thread::spawn(move || {
            while !flag.load(Ordering::SeqCst) {
                thread::park();
            }
        })
    };
    waiter.thread().unpark();
    flag.store(true, Ordering::SeqCst);
    waiter.join().unwrap();
}
