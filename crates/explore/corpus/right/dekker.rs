//! right
//! Dekker's lock: who does not have the turn lowers its flag until it has.

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
                wants[me].store(true, SeqCst);
                while wants[1 - me].load(SeqCst) {
                    if turn.load(SeqCst) != me {
                        wants[me].store(false, SeqCst);
                        while turn.load(SeqCst) != me {
                            thread::yield_now();
                        }
                        wants[me].store(true, SeqCst);
                    }
                    thread::yield_now();
                }
                assert_eq!(inside.fetch_add(1, SeqCst), 0, "two inside at once");
                inside.fetch_sub(1, SeqCst);
                turn.store(1 - me, SeqCst);
                wants[me].store(false, SeqCst);
            });
        }
    });
}
