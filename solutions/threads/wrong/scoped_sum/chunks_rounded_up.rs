//! wrong: wrong-result
//! fails: shares_are_fair
//! Rounds the size of a share up: the shares run out before the threads do, or one thread has to do for two.

use std::thread;

pub fn scoped_sum<T: Sync>(items: &[T], threads: usize, value: impl Fn(&T) -> u64 + Sync) -> u64 {
    assert!(threads > 0);
    if items.is_empty() {
        return 0;
    }
    let value = &value;
    thread::scope(|scope| {
        let parts: Vec<_> = items
            .chunks(items.len().div_ceil(threads))
            .map(|share| scope.spawn(move || share.iter().map(value).sum::<u64>()))
            .collect();
        parts.into_iter().map(|part| part.join().unwrap()).sum()
    })
}
