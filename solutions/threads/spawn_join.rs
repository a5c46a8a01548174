//! Start, wait, collect: the results wait in the handles, all of which are joined before any is read.

use std::panic;
use std::thread;

/// Runs every task on a thread of its own and returns their results in the order of `tasks`.
///
/// # Panics
///
/// With the panic of the first task that panicked, after all tasks have ended.
pub fn run_all<T, F>(tasks: Vec<F>) -> Vec<T>
where
    F: FnOnce() -> T + Send + 'static,
    T: Send + 'static,
{
    // Collected at each step: an iterator is lazy and would start, wait, start, wait.
    let threads: Vec<_> = tasks.into_iter().map(thread::spawn).collect();
    let ended: Vec<thread::Result<T>> = threads.into_iter().map(thread::JoinHandle::join).collect();
    // Only now, when nobody runs any more, may a panic go on.
    ended.into_iter().map(|result| result.unwrap_or_else(|payload| panic::resume_unwind(payload))).collect()
}
