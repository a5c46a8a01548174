//! [`LocalSet`], on tokio's own.

use crate::gate::schedule;
use crate::task::JoinHandle;
use std::fmt;
use std::future::Future;
use std::panic::Location;
use std::pin::Pin;
use std::task::{Context, Poll};
use tokio::task::LocalEnterGuard;

/// Tasks that are not `Send` and stay on one thread.
#[derive(Default)]
pub struct LocalSet {
    inner: tokio::task::LocalSet,
}

impl LocalSet {
    /// An empty set.
    pub fn new() -> LocalSet {
        LocalSet { inner: tokio::task::LocalSet::new() }
    }

    pub(crate) fn real(&self) -> &tokio::task::LocalSet {
        &self.inner
    }

    /// Lets [`spawn_local`] spawn on this set until the guard is dropped.
    pub fn enter(&self) -> LocalEnterGuard {
        self.inner.enter()
    }

    /// Spawns a task on the set; it runs while the set is awaited.
    #[track_caller]
    pub fn spawn_local<F>(&self, future: F) -> JoinHandle<F::Output>
    where
        F: Future + 'static,
        F::Output: 'static,
    {
        JoinHandle::new(self.inner.spawn_local(schedule(future, Location::caller())))
    }

    /// Runs `future`, and the tasks of the set beside it.
    pub async fn run_until<F: Future>(&self, future: F) -> F::Output {
        self.inner.run_until(future).await
    }
}

impl Future for LocalSet {
    type Output = ();

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<()> {
        Pin::new(&mut self.inner).poll(cx)
    }
}

impl fmt::Debug for LocalSet {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.inner.fmt(f)
    }
}

/// Spawns a task that is not `Send`.
///
/// # Panics
/// Outside a [`LocalSet`].
#[track_caller]
pub fn spawn_local<F>(future: F) -> JoinHandle<F::Output>
where
    F: Future + 'static,
    F::Output: 'static,
{
    JoinHandle::new(tokio::task::spawn_local(schedule(future, Location::caller())))
}
