//! wrong: wrong-result
//! fails: shares_are_fair
//! Deals the items out like cards: the shares are fair in size, but nobody has neighbours.

use std::thread;

pub fn scoped_sum<T: Sync>(items: &[T], threads: usize, value: impl Fn(&T) -> u64 + Sync) -> u64 {
    assert!(threads > 0);
    let threads = threads.min(items.len());
    let value = &value;
    thread::scope(|scope| {
        let parts: Vec<_> = (0..threads)
            .map(|first| scope.spawn(move || items.iter().skip(first).step_by(threads).map(value).sum::<u64>()))
            .collect();
        parts.into_iter().map(|part| part.join().unwrap()).sum()
    })
}
