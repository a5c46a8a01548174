//! right
//! Kept or not, and the callbacks, are one state under one lock.

use std::sync::Mutex;
use std::sync::atomic::{AtomicU32, Ordering::SeqCst};
use std::thread;

enum Promise {
    Open(Vec<u32>),
    Kept,
}

fn main() {
    let promise = Mutex::new(Promise::Open(Vec::new()));
    let called = AtomicU32::new(0);
    thread::scope(|scope| {
        scope.spawn(|| {
            let before = std::mem::replace(&mut *promise.lock().unwrap(), Promise::Kept);
            if let Promise::Open(callbacks) = before {
                called.fetch_add(callbacks.into_iter().sum(), SeqCst);
            }
        });
        for _ in 0..2 {
            scope.spawn(|| {
                let kept = match &mut *promise.lock().unwrap() {
                    Promise::Open(callbacks) => {
                        callbacks.push(1);
                        false
                    }
                    Promise::Kept => true,
                };
                if kept {
                    called.fetch_add(1, SeqCst);
                }
            });
        }
    });
    assert_eq!(called.into_inner(), 2, "every callback is called once");
}
