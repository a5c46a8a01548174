//! right
//! One critical section from the look to the insertion.

use std::collections::HashMap;
use std::sync::Mutex;
use std::thread;

fn main() {
    let map = Mutex::new(HashMap::new());
    thread::scope(|scope| {
        for worker in 0..2 {
            let map = &map;
            scope.spawn(move || {
                map.lock().unwrap().entry("owner").or_insert(worker);
            });
        }
    });
    assert_eq!(map.lock().unwrap().len(), 1);
}
