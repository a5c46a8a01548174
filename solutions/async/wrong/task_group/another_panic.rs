//! wrong: wrong-result
//! fails: a_panic_ends_the_rest_and_reaches_the_caller
//! `expect` on a `JoinError` raises a panic of its own: the caller never sees the task's.

use std::future::Future;
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
        let (index, result) = joined.expect("a task failed");
        match result {
            Ok(value) => results[index] = Some(value),
            Err(error) => {
                group.shutdown().await;
                return Err(error);
            }
        }
    }
    Ok(results.into_iter().flatten().collect())
}
