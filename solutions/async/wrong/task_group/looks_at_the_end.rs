//! wrong: wrong-result
//! fails: the_first_error_ends_the_rest
//! Waits for all tasks before it looks at any result: the first error cancels nobody.

use std::future::Future;
use tokio::task::JoinSet;

pub async fn all_or_nothing<T, E, F>(tasks: Vec<F>) -> Result<Vec<T>, E>
where
    F: Future<Output = Result<T, E>> + Send + 'static,
    T: Send + 'static,
    E: Send + 'static,
{
    let mut group = JoinSet::new();
    for (index, task) in tasks.into_iter().enumerate() {
        group.spawn(async move { (index, task.await) });
    }
    let mut results = group.join_all().await;
    results.sort_by_key(|(index, _)| *index);
    results.into_iter().map(|(_, result)| result).collect()
}
