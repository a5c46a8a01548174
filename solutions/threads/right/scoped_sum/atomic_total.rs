//! right: one item more for the first shares, and every thread adds its part to an atomic in one step

use std::sync::atomic::{AtomicU64, Ordering};
use std::thread;

pub fn scoped_sum<T: Sync>(items: &[T], threads: usize, value: impl Fn(&T) -> u64 + Sync) -> u64 {
    assert!(threads > 0);
    let threads = threads.min(items.len());
    let total = AtomicU64::new(0);
    let mut rest = items;
    thread::scope(|scope| {
        for left in (1..=threads).rev() {
            let (share, others) = rest.split_at(rest.len().div_ceil(left));
            rest = others;
            let (total, value) = (&total, &value);
            scope.spawn(move || total.fetch_add(share.iter().map(value).sum(), Ordering::Relaxed));
        }
    });
    total.into_inner()
}
