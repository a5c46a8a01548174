//! wrong: deadlock
//! The first of a group takes the shared lock while it holds the lock its release needs.

use std::sync::Mutex;
use std::thread;

fn enter_and_leave(count: &Mutex<u32>, shared: &Mutex<u32>) {
    let mut held = None;
    {
        let mut count = count.lock().unwrap();
        *count += 1;
        if *count == 1 {
            held = Some(shared.lock().unwrap());
        }
    }
    if let Some(shared) = &mut held {
        **shared += 1;
    }
    let mut count = count.lock().unwrap();
    *count -= 1;
    drop(held);
}

fn main() {
    let count = Mutex::new(0);
    let shared = Mutex::new(0);
    thread::scope(|scope| {
        scope.spawn(|| enter_and_leave(&count, &shared));
        scope.spawn(|| {
            let shared = shared.lock().unwrap();
            *count.lock().unwrap() += *shared;
        });
    });
}
