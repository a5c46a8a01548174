//! right
//! Whoever timed out looks once more; whether there was an item in time is open.

use std::collections::VecDeque;
use std::sync::{Condvar, Mutex};
use std::thread;
use std::time::Duration;

fn main() {
    let queue = Mutex::new(VecDeque::new());
    let filled = Condvar::new();
    let taken = thread::scope(|scope| {
        scope.spawn(|| {
            queue.lock().unwrap().push_back(1);
            filled.notify_one();
        });
        let guard = queue.lock().unwrap();
        let wait = filled.wait_timeout_while(guard, Duration::from_millis(100), |queue| queue.is_empty());
        let (mut queue, result) = wait.unwrap();
        assert_eq!(result.timed_out(), queue.is_empty());
        queue.pop_front()
    });
    assert_eq!(taken.is_some(), queue.lock().unwrap().is_empty());
}
