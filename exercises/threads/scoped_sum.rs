//! # A sum in shares
//!
//! A shop adds up the value of everything in its stock.
//! The value of one item takes a while to work out, the stock is a borrowed slice that nobody wants
//! to copy, and the machine has cores to spare.
//!
//! Make `scoped_sum(items, threads, value)` add up `value(item)` over all items:
//!
//! - `value` is called exactly once for each item, and only on threads the call starts.
//! - It starts `threads` threads, or one for each item if there are fewer items than that:
//!   no items, no threads, and the sum is 0. They all work at the same time.
//! - Every thread has a share: items that are neighbours in the slice.
//!   The sizes of any two shares differ by one at most, so that nobody is waited for longer than needed.
//! - It panics if `threads` is 0, also without items.
//! - If `value` panics, so does the call, with any message; no thread is left in any case.
//!
//! Sums stay below `u64::MAX`.
//!
//! What stands below gives the right sum with the right number of threads.
//! It still takes as long as one thread, and some shares are far larger than others.
//! Keep the name and the signature; everything else is yours to change.

use std::thread;

/// The sum of `value` over `items`, worked out by `threads` threads at the same time.
///
/// # Panics
///
/// If `threads` is 0, or if `value` panics.
pub fn scoped_sum<T: Sync>(items: &[T], threads: usize, value: impl Fn(&T) -> u64 + Sync) -> u64 {
    assert!(threads > 0, "somebody has to do the work");
    let threads = threads.min(items.len());
    let mut sum = 0;
    let mut rest = items;
    thread::scope(|scope| {
        for number in 1..=threads {
            // The last thread takes what the division left over.
            let size = if number == threads { rest.len() } else { items.len() / threads };
            let (share, others) = rest.split_at(size);
            rest = others;
            sum += scope.spawn(|| share.iter().map(&value).sum::<u64>()).join().unwrap();
        }
    });
    sum
}
