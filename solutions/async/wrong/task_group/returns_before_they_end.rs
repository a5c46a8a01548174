//! wrong: leaked-task
//! fails: nothing_outlives_an_error
//! Dropping the set cancels the rest, but the error is returned before they have ended.

use std::future::Future;
use std::panic::resume_unwind;
use tokio::task::JoinSet;

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
            Ok((index, result)) => results[index] = Some(result?),
            Err(failed) => resume_unwind(failed.into_panic()),
        }
    }
    Ok(results.into_iter().flatten().collect())
}
