//! right
//! The guard ends with the statement that took it, before the body locks again.

use std::sync::Mutex;
use std::thread;

fn take(tasks: &Mutex<Vec<u32>>) -> Option<u32> {
    tasks.lock().unwrap().pop()
}

fn main() {
    let tasks = Mutex::new(vec![2]);
    thread::scope(|scope| {
        for _ in 0..2 {
            scope.spawn(|| {
                while let Some(task) = take(&tasks) {
                    if task > 0 {
                        tasks.lock().unwrap().push(task - 1);
                    }
                }
            });
        }
    });
    assert!(tasks.lock().unwrap().is_empty());
}
