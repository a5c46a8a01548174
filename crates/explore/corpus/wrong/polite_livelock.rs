//! wrong: livelock
//! Two threads that each let go when the other holds the second lock.

use std::sync::Mutex;
use std::thread;

fn both(first: &Mutex<u32>, second: &Mutex<u32>) {
    loop {
        let mut a = first.lock().unwrap();
        if let Ok(mut b) = second.try_lock() {
            *a += 1;
            *b += 1;
            return;
        }
        drop(a);
        thread::yield_now();
    }
}

fn main() {
    let (x, y) = (Mutex::new(0), Mutex::new(0));
    thread::scope(|scope| {
        scope.spawn(|| both(&x, &y));
        scope.spawn(|| both(&y, &x));
    });
}
