//! wrong: race
//! Four threads pass a token through four cells, but one checks the wrong neighbour.

use std::sync::Arc;
use std::sync::atomic::{AtomicI32, Ordering};
use std::thread;

fn main() {
    let cells: Arc<Vec<AtomicI32>> = Arc::new((0..4).map(|_| AtomicI32::new(0)).collect());
    let threads: Vec<_> = (0..4_usize)
        .map(|at| {
            let cells = Arc::clone(&cells);
            thread::spawn(move || {
                let before = cells[(at + 3) % 4].load(Ordering::SeqCst);
                cells[at].store(before + 1, Ordering::SeqCst);
            })
        })
        .collect();
    for thread in threads {
        thread.join().unwrap();
    }
    let last = cells[3].load(Ordering::SeqCst);
    assert!(last < 4, "the token went all the way round: {last}");
}
