//! wrong: leaked-task
//! fails: the_first_error_ends_the_rest
//! Dropping a `JoinHandle` detaches the task: after the error the others simply run on.

use std::future::Future;
use std::panic::resume_unwind;
use tokio::sync::mpsc;

pub async fn all_or_nothing<T, E, F>(tasks: Vec<F>) -> Result<Vec<T>, E>
where
    F: Future<Output = Result<T, E>> + Send + 'static,
    T: Send + 'static,
    E: Send + 'static,
{
    let mut results: Vec<Option<T>> = tasks.iter().map(|_| None).collect();
    let (sender, mut receiver) = mpsc::unbounded_channel();
    for (index, task) in tasks.into_iter().enumerate() {
        let sender = sender.clone();
        tokio::spawn(async move {
            let _ = sender.send((index, tokio::spawn(task).await));
        });
    }
    drop(sender);
    while let Some((index, joined)) = receiver.recv().await {
        match joined {
            Ok(Ok(value)) => results[index] = Some(value),
            Ok(Err(error)) => return Err(error),
            Err(failed) => resume_unwind(failed.into_panic()),
        }
    }
    Ok(results.into_iter().flatten().collect())
}
