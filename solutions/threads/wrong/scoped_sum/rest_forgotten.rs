//! wrong: wrong-result
//! fails: the_sum_is_right
//! Gives every thread the rounded-down size and forgets what the division leaves over.

use std::thread;

pub fn scoped_sum<T: Sync>(items: &[T], threads: usize, value: impl Fn(&T) -> u64 + Sync) -> u64 {
    assert!(threads > 0);
    let threads = threads.min(items.len());
    if threads == 0 {
        return 0;
    }
    let value = &value;
    thread::scope(|scope| {
        let parts: Vec<_> = items
            .chunks_exact(items.len() / threads)
            .take(threads)
            .map(|share| scope.spawn(move || share.iter().map(value).sum::<u64>()))
            .collect();
        parts.into_iter().map(|part| part.join().unwrap()).sum()
    })
}
