//! wrong: race
//! A driver stopped while a request is between its check and its work.

use std::sync::atomic::{AtomicBool, AtomicI32, Ordering};
use std::sync::{Arc, Condvar, Mutex};
use std::thread;

struct Driver {
    pending: AtomicI32,
    stopping: AtomicBool,
    stopped: AtomicBool,
    event: (Mutex<bool>, Condvar),
}

impl Driver {
    fn leave(&self) {
        if self.pending.fetch_sub(1, Ordering::SeqCst) == 1 {
            *self.event.0.lock().unwrap() = true;
            self.event.1.notify_all();
        }
    }

    fn enter(&self) -> bool {
        if self.stopping.load(Ordering::SeqCst) {
            return false;
        }
        self.pending.fetch_add(1, Ordering::SeqCst);
        true
    }
}

fn main() {
    let driver = Arc::new(Driver {
        pending: AtomicI32::new(1),
        stopping: AtomicBool::new(false),
        stopped: AtomicBool::new(false),
        event: (Mutex::new(false), Condvar::new()),
    });
    let worker = {
        let driver = Arc::clone(&driver);
        thread::spawn(move || {
            if driver.enter() {
                assert!(!driver.stopped.load(Ordering::SeqCst), "works on a stopped driver");
                driver.leave();
            }
        })
    };
    driver.stopping.store(true, Ordering::SeqCst);
    driver.leave();
    let mut gone = driver.event.0.lock().unwrap();
    while !*gone {
        gone = driver.event.1.wait(gone).unwrap();
    }
    drop(gone);
    driver.stopped.store(true, Ordering::SeqCst);
    worker.join().unwrap();
}
