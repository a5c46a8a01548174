//! A sum in shares: shares that begin at `i * length / n`, parts that come back through `join`.

use std::{panic, thread};

/// The sum of `value` over `items`, worked out by `threads` threads at the same time.
///
/// # Panics
///
/// If `threads` is 0, or if `value` panics.
pub fn scoped_sum<T: Sync>(items: &[T], threads: usize, value: impl Fn(&T) -> u64 + Sync) -> u64 {
    assert!(threads > 0, "somebody has to do the work");
    let threads = threads.min(items.len());
    // Rounded down, so two neighbouring borders are `length / n` apart, or one more.
    let border = |number: usize| number * items.len() / threads;
    let value = &value;
    thread::scope(|scope| {
        // Collected: all are started before the first is waited for.
        let parts: Vec<_> = (0..threads)
            .map(|number| {
                let share = &items[border(number)..border(number + 1)];
                scope.spawn(move || share.iter().map(value).sum::<u64>())
            })
            .collect();
        parts.into_iter().map(|part| part.join().unwrap_or_else(|payload| panic::resume_unwind(payload))).sum()
    })
}
