//! right
//! A weak compare-exchange, tried again until it succeeds or there is a greater number.

use std::sync::atomic::{AtomicU32, Ordering::SeqCst};
use std::thread;

fn main() {
    let maximum = AtomicU32::new(0);
    thread::scope(|scope| {
        for number in [3, 5, 4] {
            let maximum = &maximum;
            scope.spawn(move || {
                let mut seen = maximum.load(SeqCst);
                while number > seen {
                    match maximum.compare_exchange_weak(seen, number, SeqCst, SeqCst) {
                        Ok(_) => break,
                        Err(other) => seen = other,
                    }
                }
            });
        }
    });
    assert_eq!(maximum.into_inner(), 5);
}
