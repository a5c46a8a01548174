//! wrong: race
//! A callback registered while the promise is being kept is never called.

use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering::SeqCst};
use std::thread;

fn main() {
    let done = AtomicBool::new(false);
    let callbacks: Mutex<Vec<u32>> = Mutex::new(Vec::new());
    let called = AtomicU32::new(0);
    thread::scope(|scope| {
        scope.spawn(|| {
            let callbacks = std::mem::take(&mut *callbacks.lock().unwrap());
            done.store(true, SeqCst);
            called.fetch_add(callbacks.into_iter().sum(), SeqCst);
        });
        scope.spawn(|| {
            if done.load(SeqCst) {
                called.fetch_add(1, SeqCst);
            } else {
                callbacks.lock().unwrap().push(1);
            }
        });
    });
    assert_eq!(called.into_inner(), 1, "the callback is called once");
}
