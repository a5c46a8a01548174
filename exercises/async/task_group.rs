//! # A task group: all or nothing
//!
//! A page of a web shop is put together from a dozen answers: prices, stock, reviews, pictures.
//! They are fetched at the same time, and the page is shown when all of them are there.
//! If one fails there will be no page, so the others are no longer worth their connections.
//!
//! Write `all_or_nothing`, which runs a list of futures as one group:
//!
//! - All of them run **concurrently**: spawned as tasks or polled in place, as you like.
//! - If all succeed it returns their results **in the order of `tasks`**, whichever ended first.
//! - The **first error cancels the rest** and is returned.
//!   If several happen at the same instant, any of them will do.
//! - It returns only **after every task has ended**: run to its end, or cancelled and dropped.
//!   Who gets the error may rely on nobody still using the connections.
//! - A **panic** in a task does the same as an error, and then goes on in the caller:
//!   the caller sees the very panic, as if it had happened in `all_or_nothing` itself.
//! - **Dropping** the returned future, at whatever moment, cancels everything:
//!   when the runtime has next run, no task is left.
//!
//! What stands below gives the right results and stops at the first error it meets.
//! But it is not a group: every task waits for the one before it.

use std::future::Future;

/// Runs all of `tasks` at the same time. Returns their results in order, or the first error once
/// every task has ended.
pub async fn all_or_nothing<T, E, F>(tasks: Vec<F>) -> Result<Vec<T>, E>
where
    F: Future<Output = Result<T, E>> + Send + 'static,
    T: Send + 'static,
    E: Send + 'static,
{
    let mut results = Vec::with_capacity(tasks.len());
    for task in tasks {
        results.push(task.await?);
    }
    Ok(results)
}
