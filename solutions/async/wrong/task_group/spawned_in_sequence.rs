//! wrong: not-concurrent
//! fails: tasks_run_at_the_same_time
//! Spawned, and awaited before the next one is spawned: still one after the other.

use std::future::Future;

pub async fn all_or_nothing<T, E, F>(tasks: Vec<F>) -> Result<Vec<T>, E>
where
    F: Future<Output = Result<T, E>> + Send + 'static,
    T: Send + 'static,
    E: Send + 'static,
{
    let mut results = Vec::with_capacity(tasks.len());
    for task in tasks {
        results.push(tokio::spawn(task).await.expect("no task panics")?);
    }
    Ok(results)
}
