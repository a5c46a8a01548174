//! wrong: lost-wakeup
//! The pool is told to stop outside the lock of its workers' waiting.

use std::sync::atomic::{AtomicBool, Ordering::SeqCst};
use std::sync::{Condvar, Mutex};
use std::thread;

fn main() {
    let jobs: Mutex<Vec<u32>> = Mutex::new(vec![1]);
    let stop = AtomicBool::new(false);
    let work = Condvar::new();
    thread::scope(|scope| {
        for _ in 0..2 {
            scope.spawn(|| {
                let mut queue = jobs.lock().unwrap();
                loop {
                    if queue.pop().is_some() {
                        continue;
                    }
                    if stop.load(SeqCst) {
                        break;
                    }
                    queue = work.wait(queue).unwrap();
                }
            });
        }
        stop.store(true, SeqCst);
        work.notify_all();
    });
}
