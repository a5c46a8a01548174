//! wrong: wrong-result
//! fails: the_first_error_ends_the_rest
//! Awaits the handles in the order of the tasks, so an error is seen only when everybody before it has ended.

use std::future::Future;
use std::panic::resume_unwind;
use tokio::task::JoinHandle;

/// Cancels its task when it is dropped.
struct Owned<R>(JoinHandle<R>);

impl<R> Drop for Owned<R> {
    fn drop(&mut self) {
        self.0.abort();
    }
}

pub async fn all_or_nothing<T, E, F>(tasks: Vec<F>) -> Result<Vec<T>, E>
where
    F: Future<Output = Result<T, E>> + Send + 'static,
    T: Send + 'static,
    E: Send + 'static,
{
    let mut handles: Vec<_> = tasks.into_iter().map(|task| Owned(tokio::spawn(task))).collect();
    let mut results = Vec::new();
    for at in 0..handles.len() {
        match (&mut handles[at].0).await {
            Ok(Ok(value)) => results.push(value),
            other => {
                for rest in &mut handles[at + 1..] {
                    rest.0.abort();
                    let _ = (&mut rest.0).await;
                }
                match other {
                    Ok(Err(error)) => return Err(error),
                    Ok(Ok(_)) => unreachable!("seen above"),
                    Err(failed) => resume_unwind(failed.into_panic()),
                }
            }
        }
    }
    Ok(results)
}
