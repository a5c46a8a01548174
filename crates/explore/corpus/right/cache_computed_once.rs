//! right
//! Each key has a cell of its own that is filled once.

use std::collections::HashMap;
use std::sync::atomic::{AtomicU32, Ordering::SeqCst};
use std::sync::{Arc, Mutex, OnceLock};
use std::thread;

fn main() {
    let cache: Mutex<HashMap<u32, Arc<OnceLock<u32>>>> = Mutex::new(HashMap::new());
    let computed = AtomicU32::new(0);
    thread::scope(|scope| {
        for _ in 0..2 {
            scope.spawn(|| {
                let cell = Arc::clone(cache.lock().unwrap().entry(1).or_default());
                let value = cell.get_or_init(|| {
                    computed.fetch_add(1, SeqCst);
                    11
                });
                assert_eq!(*value, 11);
            });
        }
    });
    assert_eq!(computed.into_inner(), 1, "computed more than once");
}
