//! wrong: lost-wakeup
//! A barrier without generations: a fast thread comes round again before the slow one has left.

use std::sync::{Condvar, Mutex};
use std::thread;

struct Barrier {
    arrived: Mutex<u32>,
    all: Condvar,
}

impl Barrier {
    fn wait(&self) {
        let mut arrived = self.arrived.lock().unwrap();
        *arrived += 1;
        if *arrived == 2 {
            *arrived = 0;
            self.all.notify_all();
        } else {
            drop(self.all.wait_while(arrived, |arrived| *arrived != 0).unwrap());
        }
    }
}

fn main() {
    let barrier = Barrier { arrived: Mutex::new(0), all: Condvar::new() };
    thread::scope(|scope| {
        for _ in 0..2 {
            scope.spawn(|| {
                barrier.wait();
                barrier.wait();
            });
        }
    });
}
