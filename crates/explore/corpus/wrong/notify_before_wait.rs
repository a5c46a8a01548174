//! wrong: lost-wakeup
//! The waiter looks at a flag it does not hold the lock for.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Condvar, Mutex};
use std::thread;

fn main() {
    let ready = Arc::new(AtomicBool::new(false));
    let gate = Arc::new((Mutex::new(()), Condvar::new()));
    let waiter = {
        let (ready, gate) = (Arc::clone(&ready), Arc::clone(&gate));
        thread::spawn(move || {
            let mut guard = gate.0.lock().unwrap();
            while !ready.load(Ordering::SeqCst) {
                guard = gate.1.wait(guard).unwrap();
            }
        })
    };
    ready.store(true, Ordering::SeqCst);
    gate.1.notify_one();
    waiter.join().unwrap();
}
