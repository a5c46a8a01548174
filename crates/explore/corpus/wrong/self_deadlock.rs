//! wrong: deadlock
//! Locks a mutex it already holds.

use std::sync::Mutex;

fn main() {
    let data = Mutex::new(vec![1]);
    let first = data.lock().unwrap();
    data.lock().unwrap().push(2);
    drop(first);
}
