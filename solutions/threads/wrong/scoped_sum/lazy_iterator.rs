//! wrong: not-concurrent
//! fails: all_at_the_same_time
//! Starts and joins in one lazy chain: the next thread begins when the one before has ended.

use std::thread;

pub fn scoped_sum<T: Sync>(items: &[T], threads: usize, value: impl Fn(&T) -> u64 + Sync) -> u64 {
    assert!(threads > 0);
    let threads = threads.min(items.len());
    let value = &value;
    thread::scope(|scope| {
        (0..threads)
            .map(|number| &items[number * items.len() / threads..(number + 1) * items.len() / threads])
            .map(|share| scope.spawn(move || share.iter().map(value).sum::<u64>()))
            .map(|part| part.join().unwrap())
            .sum()
    })
}
