//! right
//! The flag is set before the unpark, and looked at after every park.

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
    flag.store(true, Ordering::SeqCst);
    waiter.thread().unpark();
    waiter.join().unwrap();
}
