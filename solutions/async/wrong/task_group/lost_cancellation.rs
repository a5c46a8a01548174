//! wrong: leaked-task
//! fails: dropping_cancels_everything
//! A task of its own runs the group, so dropping the future that waits for it cancels nothing.

use std::future::Future;
use std::panic::resume_unwind;
use tokio::task::JoinSet;

pub async fn all_or_nothing<T, E, F>(tasks: Vec<F>) -> Result<Vec<T>, E>
where
    F: Future<Output = Result<T, E>> + Send + 'static,
    T: Send + 'static,
    E: Send + 'static,
{
    let supervisor = tokio::spawn(async move {
        let mut results: Vec<Option<T>> = tasks.iter().map(|_| None).collect();
        let mut group = JoinSet::new();
        for (index, task) in tasks.into_iter().enumerate() {
            group.spawn(async move { (index, task.await) });
        }
        while let Some(joined) = group.join_next().await {
            match joined {
                Ok((index, Ok(value))) => results[index] = Some(value),
                Ok((_, Err(error))) => {
                    group.shutdown().await;
                    return Err(error);
                }
                Err(failed) => {
                    group.shutdown().await;
                    resume_unwind(failed.into_panic());
                }
            }
        }
        Ok(results.into_iter().flatten().collect())
    });
    match supervisor.await {
        Ok(result) => result,
        Err(failed) => resume_unwind(failed.into_panic()),
    }
}
