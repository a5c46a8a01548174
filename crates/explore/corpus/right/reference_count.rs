//! right
//! The step that counts down says whether it was the last.

use std::sync::atomic::{AtomicU32, Ordering::SeqCst};
use std::thread;

fn main() {
    let references = AtomicU32::new(3);
    let freed = AtomicU32::new(0);
    thread::scope(|scope| {
        for _ in 0..3 {
            scope.spawn(|| {
                if references.fetch_sub(1, SeqCst) == 1 {
                    freed.fetch_add(1, SeqCst);
                }
            });
        }
    });
    assert_eq!(freed.into_inner(), 1, "freed exactly once");
}
