//! wrong: race
//! Takes it that the first thread leads at the barrier.

use std::sync::Barrier;
use std::thread;

fn main() {
    let barrier = Barrier::new(2);
    thread::scope(|scope| {
        let first = scope.spawn(|| barrier.wait().is_leader());
        scope.spawn(|| barrier.wait());
        assert!(first.join().unwrap(), "somebody else leads");
    });
}
