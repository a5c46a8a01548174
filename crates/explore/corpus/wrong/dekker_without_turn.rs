//! wrong: livelock
//! Each raises its flag and waits for the other's to fall, and none ever gives way.

use std::sync::atomic::{AtomicBool, Ordering::SeqCst};
use std::thread;

fn main() {
    let wants = [const { AtomicBool::new(false) }; 2];
    thread::scope(|scope| {
        for me in 0..2 {
            let wants = &wants;
            scope.spawn(move || {
                wants[me].store(true, SeqCst);
                while wants[1 - me].load(SeqCst) {
                    thread::yield_now();
                }
                wants[me].store(false, SeqCst);
            });
        }
    });
}
