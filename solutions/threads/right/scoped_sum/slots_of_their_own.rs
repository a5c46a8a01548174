//! right: every thread writes its part to a place of its own, borrowed mutably

use std::thread;

pub fn scoped_sum<T: Sync>(items: &[T], threads: usize, value: impl Fn(&T) -> u64 + Sync) -> u64 {
    assert_ne!(threads, 0);
    if items.is_empty() {
        return 0;
    }
    let threads = threads.min(items.len());
    let (size, larger) = (items.len() / threads, items.len() % threads);
    let (front, back) = items.split_at(larger * (size + 1));
    let mut parts = vec![0; threads];
    thread::scope(|scope| {
        for (share, part) in front.chunks(size + 1).chain(back.chunks(size)).zip(&mut parts) {
            let value = &value;
            scope.spawn(move || {
                for item in share {
                    *part += value(item);
                }
            });
        }
    });
    parts.iter().sum()
}
