//! wrong: not-concurrent
//! fails: all_at_the_same_time
//! Forgets that iterators are lazy: every thread is joined before the next one is started.

use std::{panic, thread};

pub fn run_all<T, F>(tasks: Vec<F>) -> Vec<T>
where
    F: FnOnce() -> T + Send + 'static,
    T: Send + 'static,
{
    let ended: Vec<_> = tasks.into_iter().map(thread::spawn).map(|thread| thread.join()).collect();
    ended.into_iter().map(|result| result.unwrap_or_else(|payload| panic::resume_unwind(payload))).collect()
}
