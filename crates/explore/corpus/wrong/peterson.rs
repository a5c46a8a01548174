//! wrong: race
//! Peterson's lock in which each gives the turn to itself.

use std::sync::atomic::{AtomicBool, AtomicU32, AtomicUsize, Ordering::SeqCst};
use std::thread;

fn main() {
    let wants = [const { AtomicBool::new(false) }; 2];
    let turn = AtomicUsize::new(0);
    let inside = AtomicU32::new(0);
    thread::scope(|scope| {
        for me in 0..2 {
            let (wants, turn, inside) = (&wants, &turn, &inside);
            scope.spawn(move || {
                let other = 1 - me;
                wants[me].store(true, SeqCst);
                turn.store(me, SeqCst);
                while wants[other].load(SeqCst) && turn.load(SeqCst) == other {
                    thread::yield_now();
                }
                assert_eq!(inside.fetch_add(1, SeqCst), 0, "two inside at once");
                inside.fetch_sub(1, SeqCst);
                wants[me].store(false, SeqCst);
            });
        }
    });
}
