//! wrong: wrong-result
//! fails: a_panic_is_carried_over
//! Unwraps what join returns: a new panic, which says that there was one and not which.

use std::thread;

pub fn run_all<T, F>(tasks: Vec<F>) -> Vec<T>
where
    F: FnOnce() -> T + Send + 'static,
    T: Send + 'static,
{
    let threads: Vec<_> = tasks.into_iter().map(thread::spawn).collect();
    let ended: Vec<_> = threads.into_iter().map(|thread| thread.join()).collect();
    ended.into_iter().map(|result| result.unwrap()).collect()
}
