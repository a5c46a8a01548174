//! wrong: race
//! Two threads find the map without the key and both insert.

use std::collections::HashMap;
use std::sync::Mutex;
use std::thread;

fn main() {
    let map = Mutex::new(HashMap::new());
    thread::scope(|scope| {
        for worker in 0..2 {
            let map = &map;
            scope.spawn(move || {
                if !map.lock().unwrap().contains_key("owner") {
                    let before = map.lock().unwrap().insert("owner", worker);
                    assert_eq!(before, None, "somebody else was first");
                }
            });
        }
    });
}
