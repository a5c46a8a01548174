//! wrong: wrong-result
//! fails: results_come_in_task_order
//! Collects the results as the tasks end: right only if they end in order.

use std::future::Future;
use std::panic::resume_unwind;
use tokio::task::JoinSet;

pub async fn all_or_nothing<T, E, F>(tasks: Vec<F>) -> Result<Vec<T>, E>
where
    F: Future<Output = Result<T, E>> + Send + 'static,
    T: Send + 'static,
    E: Send + 'static,
{
    let mut group: JoinSet<_> = tasks.into_iter().collect();
    let mut results = Vec::new();
    while let Some(joined) = group.join_next().await {
        match joined {
            Ok(Ok(value)) => results.push(value),
            Ok(Err(error)) => {
                group.shutdown().await;
                return Err(error);
            }
            Err(failed) => {
                group.shutdown().await;
                resume_unwind(failed.into_panic());
            }
        }
    }
    Ok(results)
}
