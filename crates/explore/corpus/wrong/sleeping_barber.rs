//! wrong: lost-wakeup
//! The barber sees nobody, and dozes off although a customer rang in between.

use std::sync::atomic::{AtomicU32, Ordering::SeqCst};
use std::sync::{Condvar, Mutex};
use std::thread;

fn main() {
    let waiting = AtomicU32::new(0);
    let chair = Mutex::new(());
    let bell = Condvar::new();
    thread::scope(|scope| {
        scope.spawn(|| {
            for _ in 0..2 {
                while waiting.load(SeqCst) == 0 {
                    let asleep = chair.lock().unwrap();
                    drop(bell.wait(asleep).unwrap());
                }
                waiting.fetch_sub(1, SeqCst);
            }
        });
        for _ in 0..2 {
            scope.spawn(|| {
                waiting.fetch_add(1, SeqCst);
                bell.notify_one();
            });
        }
    });
}
