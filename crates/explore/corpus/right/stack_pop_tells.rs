//! right
//! The stack itself says, under its lock, whether it had something.

use std::sync::Mutex;
use std::thread;

fn main() {
    let stack = Mutex::new(Vec::new());
    let popped = thread::scope(|scope| {
        scope.spawn(|| stack.lock().unwrap().push(1));
        let takers: Vec<_> = (0..2).map(|_| scope.spawn(|| stack.lock().unwrap().pop())).collect();
        takers.into_iter().filter_map(|taker| taker.join().unwrap()).count()
    });
    assert_eq!(popped + stack.lock().unwrap().len(), 1);
}
