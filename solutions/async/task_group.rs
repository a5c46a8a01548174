//! A task group: a `JoinSet` owns the tasks, so whatever ends this function ends them too.
//!
//! `JoinSet` does three of the four things asked. It cancels what it owns when it is dropped; it
//! gives back whichever task ends next; `shutdown` cancels and waits. What it does not do is keep
//! the order: every task carries its index.

use std::future::Future;
use std::panic::resume_unwind;
use tokio::task::JoinSet;

/// Runs all of `tasks` at the same time. Returns their results in order, or the first error once
/// every task has ended.
///
/// # Errors
/// With the first error of a task; the rest is cancelled.
///
/// # Panics
/// With the panic of a task; the rest is cancelled.
pub async fn all_or_nothing<T, E, F>(tasks: Vec<F>) -> Result<Vec<T>, E>
where
    F: Future<Output = Result<T, E>> + Send + 'static,
    T: Send + 'static,
    E: Send + 'static,
{
    let mut results: Vec<Option<T>> = tasks.iter().map(|_| None).collect();
    let mut group = JoinSet::new();
    for (index, task) in tasks.into_iter().enumerate() {
        group.spawn(async move { (index, task.await) });
    }
    while let Some(joined) = group.join_next().await {
        match joined {
            Ok((index, Ok(value))) => results[index] = Some(value),
            Ok((_, Err(error))) => {
                // Not just dropped: that would cancel without waiting.
                group.shutdown().await;
                return Err(error);
            }
            Err(failed) => {
                group.shutdown().await;
                // Nobody else holds a handle to cancel a task with, so it was a panic.
                resume_unwind(failed.into_panic());
            }
        }
    }
    Ok(results.into_iter().map(|result| result.expect("every task has returned")).collect())
}
