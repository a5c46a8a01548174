//! wrong: wrong-result
//! fails: the_first_panic_counts
//! Keeps the panic it saw last instead of the first.

use std::{panic, thread};

pub fn run_all<T, F>(tasks: Vec<F>) -> Vec<T>
where
    F: FnOnce() -> T + Send + 'static,
    T: Send + 'static,
{
    let threads: Vec<_> = tasks.into_iter().map(thread::spawn).collect();
    let mut results = Vec::new();
    let mut panicked = None;
    for thread in threads {
        match thread.join() {
            Ok(result) => results.push(result),
            Err(payload) => panicked = Some(payload),
        }
    }
    if let Some(payload) = panicked {
        panic::resume_unwind(payload);
    }
    results
}
