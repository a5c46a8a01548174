//! wrong: wrong-result
//! Workers count in a thread-local, and the main thread reads its own.

use std::cell::Cell;
use std::thread;

thread_local! {
    static TOTAL: Cell<u32> = const { Cell::new(0) };
}

fn main() {
    let workers: Vec<_> = (1..=2).map(|part| thread::spawn(move || TOTAL.set(TOTAL.get() + part))).collect();
    for worker in workers {
        worker.join().unwrap();
    }
    assert_eq!(TOTAL.get(), 3);
}
