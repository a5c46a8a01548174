//! wrong: wrong-result
//! fails: a_panic_is_carried_over
//! Leaves out the results of tasks that panicked, so the caller never hears of it and the others move up.

use std::thread;

pub fn run_all<T, F>(tasks: Vec<F>) -> Vec<T>
where
    F: FnOnce() -> T + Send + 'static,
    T: Send + 'static,
{
    let threads: Vec<_> = tasks.into_iter().map(thread::spawn).collect();
    threads.into_iter().filter_map(|thread| thread.join().ok()).collect()
}
