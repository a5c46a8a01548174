//! right
//! A barrier whose rounds are numbered can be used again at once.

use std::sync::atomic::{AtomicU32, Ordering::SeqCst};
use std::sync::{Condvar, Mutex};
use std::thread;

struct Barrier {
    state: Mutex<(u32, u32)>,
    all: Condvar,
}

impl Barrier {
    fn wait(&self) {
        let mut state = self.state.lock().unwrap();
        let round = state.1;
        state.0 += 1;
        if state.0 == 2 {
            *state = (0, round + 1);
            self.all.notify_all();
        } else {
            drop(self.all.wait_while(state, |state| state.1 == round).unwrap());
        }
    }
}

fn main() {
    let barrier = Barrier { state: Mutex::new((0, 0)), all: Condvar::new() };
    let steps = AtomicU32::new(0);
    thread::scope(|scope| {
        for _ in 0..2 {
            scope.spawn(|| {
                for round in 1..=3 {
                    steps.fetch_add(1, SeqCst);
                    barrier.wait();
                    assert_eq!(steps.load(SeqCst), 2 * round, "a thread ran ahead");
                    barrier.wait();
                }
            });
        }
    });
}
