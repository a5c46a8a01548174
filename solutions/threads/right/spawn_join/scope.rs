//! right: a scope, which waits for every thread also when the panic of one leaves it early

use std::{panic, thread};

pub fn run_all<T, F>(tasks: Vec<F>) -> Vec<T>
where
    F: FnOnce() -> T + Send + 'static,
    T: Send + 'static,
{
    thread::scope(|scope| {
        let threads: Vec<_> = tasks.into_iter().map(|task| scope.spawn(task)).collect();
        let ended: Vec<_> = threads.into_iter().map(|thread| thread.join()).collect();
        ended.into_iter().map(|result| result.unwrap_or_else(|payload| panic::resume_unwind(payload))).collect()
    })
}
