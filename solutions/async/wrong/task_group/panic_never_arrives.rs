//! wrong: deadlock
//! fails: a_panic_ends_the_rest_and_reaches_the_caller
//! Counts results that come through a channel: a task that panics never sends one, and the wait is for ever.

use std::future::Future;
use tokio::sync::mpsc;
use tokio::task::JoinSet;

pub async fn all_or_nothing<T, E, F>(tasks: Vec<F>) -> Result<Vec<T>, E>
where
    F: Future<Output = Result<T, E>> + Send + 'static,
    T: Send + 'static,
    E: Send + 'static,
{
    let mut results: Vec<Option<T>> = tasks.iter().map(|_| None).collect();
    let (sender, mut receiver) = mpsc::unbounded_channel();
    let mut group = JoinSet::new();
    for (index, task) in tasks.into_iter().enumerate() {
        let sender = sender.clone();
        group.spawn(async move {
            let _ = sender.send((index, task.await));
        });
    }
    for _ in 0..results.len() {
        let (index, result) = receiver.recv().await.expect("a sender is kept above");
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
