//! wrong: deadlock
//! The guard in the head of `while let` lives through its body, which locks again.

use std::sync::Mutex;

fn main() {
    let tasks = Mutex::new(vec![3]);
    while let Some(task) = tasks.lock().unwrap().pop() {
        if task > 0 {
            tasks.lock().unwrap().push(task - 1);
        }
    }
}
