//! wrong: wrong-result
//! fails: nothing_to_add_and_nobody_to_add
//! Starts as many threads as it may, also those for which there is no item.

use std::thread;

pub fn scoped_sum<T: Sync>(items: &[T], threads: usize, value: impl Fn(&T) -> u64 + Sync) -> u64 {
    assert!(threads > 0);
    let value = &value;
    thread::scope(|scope| {
        let parts: Vec<_> = (0..threads)
            .map(|number| &items[number * items.len() / threads..(number + 1) * items.len() / threads])
            .map(|share| scope.spawn(move || share.iter().map(value).sum::<u64>()))
            .collect();
        parts.into_iter().map(|part| part.join().unwrap()).sum()
    })
}
