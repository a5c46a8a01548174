//! wrong: race
//! Whether the stack has something is remembered in a flag that lives outside its lock.

use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;

fn main() {
    let stack = Mutex::new(Vec::new());
    let filled = AtomicBool::new(false);
    thread::scope(|scope| {
        scope.spawn(|| {
            stack.lock().unwrap().push(1);
            filled.store(true, Ordering::SeqCst);
        });
        for _ in 0..2 {
            scope.spawn(|| {
                if filled.load(Ordering::SeqCst) {
                    stack.lock().unwrap().pop().expect("the flag said so");
                    filled.store(false, Ordering::SeqCst);
                }
            });
        }
    });
}
