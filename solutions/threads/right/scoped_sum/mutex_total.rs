//! right: a mutex around the total

use std::sync::Mutex;
use std::thread;

pub fn scoped_sum<T: Sync>(items: &[T], threads: usize, value: impl Fn(&T) -> u64 + Sync) -> u64 {
    assert!(threads > 0);
    let threads = threads.min(items.len());
    let total = Mutex::new(0);
    thread::scope(|scope| {
        for number in 0..threads {
            let share = &items[number * items.len() / threads..(number + 1) * items.len() / threads];
            let (total, value) = (&total, &value);
            scope.spawn(move || {
                let part: u64 = share.iter().map(value).sum();
                *total.lock().unwrap() += part;
            });
        }
    });
    total.into_inner().unwrap()
}
