//! kit: std
//! expect: lost-wakeup
//! says: Somebody sleeps and nobody is left to wake them.
//! says: waits in wait `told`
use std::{sync::{Arc, Condvar, Mutex}, thread};

struct Shared {
    done: Mutex<bool>,
    told: Condvar,
}

pub fn answer() -> u64 {
    let shared = Arc::new(Shared { done: Mutex::new(false), told: Condvar::new() });
    let other = {
        let shared = Arc::clone(&shared);
        thread::spawn(move || {
            shared.told.notify_one();
            *shared.done.lock().unwrap() = true;
        })
    };
    let mut done = shared.done.lock().unwrap();
    while !*done {
        done = shared.told.wait(done).unwrap();
    }
    drop(done);
    other.join().unwrap();
    2
}
