//! wrong: deadlock
//! Two readers that both want to become the writer.

use std::sync::RwLock;
use std::thread;

fn main() {
    let data = RwLock::new(0);
    thread::scope(|scope| {
        for _ in 0..2 {
            scope.spawn(|| {
                let seen = data.read().unwrap();
                if *seen == 0 {
                    *data.write().unwrap() += 1;
                }
                drop(seen);
            });
        }
    });
}
