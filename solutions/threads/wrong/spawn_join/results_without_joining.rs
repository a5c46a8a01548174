//! wrong: race
//! fails: no_thread_is_left
//! Has every result, but never joined the threads: one that has sent its result has not ended yet.

use std::panic::{self, AssertUnwindSafe};
use std::sync::mpsc;
use std::thread;

pub fn run_all<T, F>(tasks: Vec<F>) -> Vec<T>
where
    F: FnOnce() -> T + Send + 'static,
    T: Send + 'static,
{
    let mut receivers = Vec::new();
    for task in tasks {
        let (sender, receiver) = mpsc::channel();
        thread::spawn(move || sender.send(panic::catch_unwind(AssertUnwindSafe(task))));
        receivers.push(receiver);
    }
    let ended: Vec<thread::Result<T>> = receivers.into_iter().map(|receiver| receiver.recv().unwrap()).collect();
    ended.into_iter().map(|result| result.unwrap_or_else(|payload| panic::resume_unwind(payload))).collect()
}
