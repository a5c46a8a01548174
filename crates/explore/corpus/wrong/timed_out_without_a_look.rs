//! wrong: race
//! Whoever timed out goes away empty-handed without looking what came in the meantime.

use std::collections::VecDeque;
use std::sync::{Condvar, Mutex};
use std::thread;
use std::time::Duration;

fn main() {
    let queue = Mutex::new(VecDeque::new());
    let filled = Condvar::new();
    thread::scope(|scope| {
        scope.spawn(|| {
            queue.lock().unwrap().push_back(1);
            filled.notify_one();
        });
        scope.spawn(|| {
            let mut queue = queue.lock().unwrap();
            while queue.is_empty() {
                let (guard, result) = filled.wait_timeout(queue, Duration::from_millis(100)).unwrap();
                queue = guard;
                if result.timed_out() {
                    assert!(queue.is_empty(), "gave up with an item in the queue");
                    return;
                }
            }
            queue.pop_front();
        });
    });
}
