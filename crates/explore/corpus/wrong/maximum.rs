//! wrong: race
//! Looks whether its number is greater and then writes it, over a greater one meanwhile.

use std::sync::atomic::{AtomicU32, Ordering::SeqCst};
use std::thread;

fn main() {
    let maximum = AtomicU32::new(0);
    thread::scope(|scope| {
        for number in [3, 5] {
            let maximum = &maximum;
            scope.spawn(move || {
                if number > maximum.load(SeqCst) {
                    maximum.store(number, SeqCst);
                }
            });
        }
    });
    assert_eq!(maximum.into_inner(), 5);
}
