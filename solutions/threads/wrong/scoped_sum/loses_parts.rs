//! wrong: race
//! fails: the_sum_is_right
//! Loads the total, adds and stores it: a part that another thread stored meanwhile is lost.

use std::sync::atomic::{AtomicU64, Ordering};
use std::thread;

pub fn scoped_sum<T: Sync>(items: &[T], threads: usize, value: impl Fn(&T) -> u64 + Sync) -> u64 {
    assert!(threads > 0);
    let threads = threads.min(items.len());
    let total = AtomicU64::new(0);
    thread::scope(|scope| {
        for number in 0..threads {
            let share = &items[number * items.len() / threads..(number + 1) * items.len() / threads];
            let (total, value) = (&total, &value);
            scope.spawn(move || {
                let part: u64 = share.iter().map(value).sum();
                total.store(total.load(Ordering::SeqCst) + part, Ordering::SeqCst);
            });
        }
    });
    total.into_inner()
}
