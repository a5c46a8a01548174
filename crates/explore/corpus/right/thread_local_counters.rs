//! right
//! Every thread counts for itself.

use std::cell::Cell;
use std::thread;

thread_local! {
    static COUNT: Cell<u32> = const { Cell::new(0) };
}

fn main() {
    let threads: Vec<_> = (1..=2)
        .map(|times| {
            thread::spawn(move || {
                for _ in 0..times {
                    COUNT.set(COUNT.get() + 1);
                }
                COUNT.get()
            })
        })
        .collect();
    let counts: Vec<u32> = threads.into_iter().map(|thread| thread.join().unwrap()).collect();
    assert_eq!(counts, [1, 2]);
    assert_eq!(COUNT.get(), 0);
}
