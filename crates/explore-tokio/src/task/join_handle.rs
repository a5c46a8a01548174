//! [`JoinHandle`], which also notes who has seen a panic.

use crate::execution;
use std::fmt;
use std::future::Future;
use std::panic::{RefUnwindSafe, UnwindSafe};
use std::pin::Pin;
use std::task::{Context, Poll};
use tokio::task::{AbortHandle, Id, JoinError};

/// Waits for a task; dropping it lets the task run on.
pub struct JoinHandle<T> {
    inner: tokio::task::JoinHandle<T>,
}

impl<T> JoinHandle<T> {
    pub(crate) fn new(inner: tokio::task::JoinHandle<T>) -> JoinHandle<T> {
        JoinHandle { inner }
    }

    /// Cancels the task; it ends when the runtime next reaches it.
    pub fn abort(&self) {
        give_up(self.inner.id());
        self.inner.abort();
    }

    /// Whether the task has ended.
    pub fn is_finished(&self) -> bool {
        self.inner.is_finished()
    }

    /// A handle that can only cancel.
    #[must_use = "abort handles do nothing unless `.abort` is called"]
    pub fn abort_handle(&self) -> AbortHandle {
        self.inner.abort_handle()
    }

    /// Identifies the task among those that run.
    pub fn id(&self) -> Id {
        self.inner.id()
    }
}

impl<T> Future for JoinHandle<T> {
    type Output = Result<T, JoinError>;

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        let polled = Pin::new(&mut self.inner).poll(cx);
        if let Poll::Ready(Err(error)) = &polled {
            observed(error);
        }
        polled
    }
}

impl<T> Unpin for JoinHandle<T> {}
impl<T> UnwindSafe for JoinHandle<T> {}
impl<T> RefUnwindSafe for JoinHandle<T> {}

impl<T: fmt::Debug> fmt::Debug for JoinHandle<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.inner.fmt(f)
    }
}

/// Somebody has been handed this error.
pub(crate) fn observed(error: &JoinError) {
    if error.is_panic() {
        give_up(error.id());
    }
}

/// What becomes of the task matters to nobody any more: a panic in it is no failure.
pub(crate) fn give_up(id: Id) {
    if let Some(execution) = execution::current() {
        execution.give_up(id);
    }
}
