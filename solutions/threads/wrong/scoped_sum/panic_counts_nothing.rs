//! wrong: wrong-result
//! fails: a_panic_is_heard
//! Takes 0 for the part of a thread that panicked: a wrong sum that looks like a right one.

use std::thread;

pub fn scoped_sum<T: Sync>(items: &[T], threads: usize, value: impl Fn(&T) -> u64 + Sync) -> u64 {
    assert!(threads > 0);
    let threads = threads.min(items.len());
    let value = &value;
    thread::scope(|scope| {
        let parts: Vec<_> = (0..threads)
            .map(|number| &items[number * items.len() / threads..(number + 1) * items.len() / threads])
            .map(|share| scope.spawn(move || share.iter().map(value).sum::<u64>()))
            .collect();
        parts.into_iter().map(|part| part.join().unwrap_or(0)).sum()
    })
}
