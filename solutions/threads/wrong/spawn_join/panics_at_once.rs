//! wrong: race
//! fails: a_panic_waits_for_the_others
//! Leaves at the first panic and drops the other handles, which detaches threads that still run.

use std::{panic, thread};

pub fn run_all<T, F>(tasks: Vec<F>) -> Vec<T>
where
    F: FnOnce() -> T + Send + 'static,
    T: Send + 'static,
{
    let threads: Vec<_> = tasks.into_iter().map(thread::spawn).collect();
    let mut results = Vec::new();
    for thread in threads {
        match thread.join() {
            Ok(result) => results.push(result),
            Err(payload) => panic::resume_unwind(payload),
        }
    }
    results
}
