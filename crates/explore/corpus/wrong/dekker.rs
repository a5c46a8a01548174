//! wrong: race
//! Each looks at the other's flag before it raises its own.

use std::sync::atomic::{AtomicBool, AtomicU32, Ordering::SeqCst};
use std::thread;

fn main() {
    let wants = [const { AtomicBool::new(false) }; 2];
    let inside = AtomicU32::new(0);
    thread::scope(|scope| {
        for me in 0..2 {
            let (wants, inside) = (&wants, &inside);
            scope.spawn(move || {
                while wants[1 - me].load(SeqCst) {
                    thread::yield_now();
                }
                wants[me].store(true, SeqCst);
                assert_eq!(inside.fetch_add(1, SeqCst), 0, "two inside at once");
                inside.fetch_sub(1, SeqCst);
                wants[me].store(false, SeqCst);
            });
        }
    });
}
