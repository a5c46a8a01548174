//! wrong: livelock
//! A spin lock whose holder waits for the spinner.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;

fn main() {
    let locked = Arc::new(AtomicBool::new(true));
    let spinner = {
        let locked = Arc::clone(&locked);
        thread::spawn(move || {
            while locked.swap(true, Ordering::Acquire) {
                std::hint::spin_loop();
            }
        })
    };
    spinner.join().unwrap();
    locked.store(false, Ordering::Release);
}
