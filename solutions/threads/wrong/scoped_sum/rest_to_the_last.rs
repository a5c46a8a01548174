//! wrong: wrong-result
//! fails: shares_are_fair
//! Gives all the division leaves over to the last thread, for which everyone waits.

use std::thread;

pub fn scoped_sum<T: Sync>(items: &[T], threads: usize, value: impl Fn(&T) -> u64 + Sync) -> u64 {
    assert!(threads > 0);
    let threads = threads.min(items.len());
    let value = &value;
    thread::scope(|scope| {
        let parts: Vec<_> = (1..=threads)
            .map(|number| {
                let size = items.len() / threads;
                let end = if number == threads { items.len() } else { number * size };
                let share = &items[(number - 1) * size..end];
                scope.spawn(move || share.iter().map(value).sum::<u64>())
            })
            .collect();
        parts.into_iter().map(|part| part.join().unwrap()).sum()
    })
}
