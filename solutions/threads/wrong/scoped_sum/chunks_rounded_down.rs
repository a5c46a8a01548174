//! wrong: wrong-result
//! fails: as_many_threads_as_asked_for
//! Rounds the size of a share down: what the division leaves over becomes one more thread.

use std::thread;

pub fn scoped_sum<T: Sync>(items: &[T], threads: usize, value: impl Fn(&T) -> u64 + Sync) -> u64 {
    assert!(threads > 0);
    let size = (items.len() / threads).max(1);
    let value = &value;
    thread::scope(|scope| {
        let parts: Vec<_> =
            items.chunks(size).map(|share| scope.spawn(move || share.iter().map(value).sum::<u64>())).collect();
        parts.into_iter().map(|part| part.join().unwrap()).sum()
    })
}
