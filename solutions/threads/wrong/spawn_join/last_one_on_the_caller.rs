//! wrong: wrong-result
//! fails: all_at_the_same_time
//! Runs the last task itself, so the caller's thread, its name and its thread-locals are the task's.

use std::panic::{self, AssertUnwindSafe};
use std::thread;

pub fn run_all<T, F>(tasks: Vec<F>) -> Vec<T>
where
    F: FnOnce() -> T + Send + 'static,
    T: Send + 'static,
{
    let mut tasks = tasks;
    let Some(last) = tasks.pop() else { return Vec::new() };
    let threads: Vec<_> = tasks.into_iter().map(thread::spawn).collect();
    let last = panic::catch_unwind(AssertUnwindSafe(last));
    let mut ended: Vec<_> = threads.into_iter().map(|thread| thread.join()).collect();
    ended.push(last);
    ended.into_iter().map(|result| result.unwrap_or_else(|payload| panic::resume_unwind(payload))).collect()
}
