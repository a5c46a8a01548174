//! right: spawned tasks that each race against one cancel signal
//! Whoever fails, panics or drops the group gives the signal; then awaiting the handles one after
//! the other is quick.

use std::future::Future;
use std::panic::resume_unwind;
use std::sync::Arc;
use tokio::sync::watch;

/// Gives the signal when it is dropped, by return, error, panic or cancellation alike.
struct Signal {
    cancel: Arc<watch::Sender<bool>>,
    armed: bool,
}

impl Signal {
    /// All went well: there is nothing to cancel.
    fn disarm(&mut self) {
        self.armed = false;
    }
}

impl Drop for Signal {
    fn drop(&mut self) {
        if self.armed {
            self.cancel.send_replace(true);
        }
    }
}

pub async fn all_or_nothing<T, E, F>(tasks: Vec<F>) -> Result<Vec<T>, E>
where
    F: Future<Output = Result<T, E>> + Send + 'static,
    T: Send + 'static,
    E: Send + 'static,
{
    let cancel = Arc::new(watch::Sender::new(false));
    let _dropped = Signal { cancel: Arc::clone(&cancel), armed: true };
    let mut handles = Vec::with_capacity(tasks.len());
    for task in tasks {
        let mut cancelled = cancel.subscribe();
        let mut signal = Signal { cancel: Arc::clone(&cancel), armed: true };
        handles.push(tokio::spawn(async move {
            let result = tokio::select! {
                _ = cancelled.wait_for(|&cancelled| cancelled) => None,
                result = task => Some(result),
            };
            if !matches!(result, Some(Err(_))) {
                signal.disarm();
            }
            result
        }));
    }

    let mut results = Vec::with_capacity(handles.len());
    let mut error = None;
    let mut panic = None;
    for handle in handles {
        match handle.await {
            Ok(Some(Ok(value))) => results.push(value),
            Ok(Some(Err(failed))) => error = error.or(Some(failed)),
            Ok(None) => {}
            Err(failed) => panic = panic.or(Some(failed.into_panic())),
        }
    }
    match (panic, error) {
        (Some(panic), _) => resume_unwind(panic),
        (None, Some(error)) => Err(error),
        (None, None) => Ok(results),
    }
}
