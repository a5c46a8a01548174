//! wrong: race
//! Looks into the cache with a read lock, and after the computation does not look again.

use std::collections::HashMap;
use std::sync::RwLock;
use std::sync::atomic::{AtomicU32, Ordering::SeqCst};
use std::thread;

fn main() {
    let cache: RwLock<HashMap<u32, u32>> = RwLock::new(HashMap::new());
    let computed = AtomicU32::new(0);
    thread::scope(|scope| {
        for _ in 0..2 {
            scope.spawn(|| {
                let known = cache.read().unwrap().get(&1).copied();
                if known.is_none() {
                    computed.fetch_add(1, SeqCst);
                    cache.write().unwrap().insert(1, 1);
                }
            });
        }
    });
    assert_eq!(computed.into_inner(), 1, "computed more than once");
}
