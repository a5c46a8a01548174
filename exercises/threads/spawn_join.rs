//! # Start, wait, collect
//!
//! A report needs figures from several slow sources.
//! Each figure is fetched by a closure; the closures shall run at the same time, each on a thread of
//! its own, and the report needs their results in the order in which it asked.
//!
//! Make `run_all` right:
//!
//! - It starts one thread for every task, all of them before it waits for the first.
//!   A task never runs on the thread of the caller.
//! - It returns the results in the order of `tasks`, whichever task ends first.
//!   No tasks, no threads, no results.
//! - It waits: when it returns, every thread it started has ended.
//! - When a task panics, the panic goes on in the caller with the same payload (the value given to
//!   `panic!` or `panic_any`), but only after all the other tasks have ended, too.
//!   When several panic, it is the panic of the first of them in the order of `tasks`.
//!
//! What stands below was tested with tasks of which the first was always the fastest and none
//! panicked. Keep the name and the signature; everything else is yours to change.

use std::sync::{Arc, Mutex};
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
    let results = Arc::new(Mutex::new(Vec::new()));
    let mut threads = Vec::new();
    for task in tasks {
        let results = Arc::clone(&results);
        threads.push(thread::spawn(move || {
            let result = task();
            results.lock().unwrap().push(result);
        }));
    }
    for thread in threads {
        thread.join().unwrap();
    }
    std::mem::take(&mut *results.lock().unwrap())
}
