//! right
//! Workers count in a thread-local, and hand over what they counted.

use std::cell::Cell;
use std::thread;

thread_local! {
    static TOTAL: Cell<u32> = const { Cell::new(0) };
}

fn count(part: u32) -> u32 {
    for _ in 0..part {
        TOTAL.set(TOTAL.get() + 1);
        thread::yield_now();
    }
    TOTAL.get()
}

fn main() {
    let workers: Vec<_> = (1..=2).map(|part| thread::spawn(move || count(part))).collect();
    let total: u32 = workers.into_iter().map(|worker| worker.join().unwrap()).sum();
    assert_eq!(total, 3);
    assert_eq!(TOTAL.get(), 0);
}
