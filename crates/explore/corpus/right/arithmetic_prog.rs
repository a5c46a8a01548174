//! right
//! One condition variable is enough for one who fills and one who empties.

use std::sync::{Condvar, Mutex};
use std::thread;

const TERMS: u64 = 4;

fn main() {
    let slot = Mutex::new(None);
    let changed = Condvar::new();
    let mut total = 0;
    thread::scope(|scope| {
        scope.spawn(|| {
            for term in 1..=TERMS {
                let mut slot = changed.wait_while(slot.lock().unwrap(), |slot| slot.is_some()).unwrap();
                *slot = Some(term);
                changed.notify_one();
            }
        });
        for _ in 1..=TERMS {
            let mut slot = changed.wait_while(slot.lock().unwrap(), |slot| slot.is_none()).unwrap();
            total += slot.take().unwrap();
            changed.notify_one();
        }
    });
    assert_eq!(total, TERMS * (TERMS + 1) / 2);
}
