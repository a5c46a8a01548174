//! [`JoinSet`], on tokio's own: only what spawns is different.

use crate::execution;
use crate::gate::schedule;
use crate::kernel;
use crate::runtime::Handle;
use crate::task::join_handle::{give_up, observed};
use crate::task::{LocalSet, run_blocking};
use std::collections::HashSet;
use std::fmt;
use std::future::Future;
use std::panic::Location;
use std::task::{Context, Poll};
use tokio::task::{AbortHandle, Id, JoinError};

/// Tasks that end together: dropping the set cancels those that still run.
pub struct JoinSet<T> {
    inner: tokio::task::JoinSet<T>,
    /// The tasks nobody has joined yet; kept only while a check runs.
    ids: HashSet<Id>,
}

impl<T> JoinSet<T> {
    /// An empty set.
    pub fn new() -> JoinSet<T> {
        JoinSet { inner: tokio::task::JoinSet::new(), ids: HashSet::new() }
    }

    /// How many tasks are in the set, ended or not.
    pub fn len(&self) -> usize {
        self.inner.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.inner.is_empty()
    }
}

impl<T: 'static> JoinSet<T> {
    fn added(&mut self, handle: AbortHandle) -> AbortHandle {
        if execution::current().is_some() {
            self.ids.insert(handle.id());
        }
        handle
    }

    /// Spawns a task into the set.
    ///
    /// # Panics
    /// Outside a runtime.
    #[track_caller]
    pub fn spawn<F>(&mut self, task: F) -> AbortHandle
    where
        F: Future<Output = T> + Send + 'static,
        T: Send,
    {
        let handle = self.inner.spawn(schedule(task, Location::caller()));
        self.added(handle)
    }

    /// Spawns a task into the set, on the runtime of `handle`.
    #[track_caller]
    pub fn spawn_on<F>(&mut self, task: F, handle: &Handle) -> AbortHandle
    where
        F: Future<Output = T> + Send + 'static,
        T: Send,
    {
        // The guard's runtime is where `spawn` spawns.
        let _entered = handle.enter();
        let handle = self.inner.spawn(schedule(task, Location::caller()));
        self.added(handle)
    }

    /// Spawns a task that is not `Send`.
    ///
    /// # Panics
    /// Outside a [`LocalSet`].
    #[track_caller]
    pub fn spawn_local<F>(&mut self, task: F) -> AbortHandle
    where
        F: Future<Output = T> + 'static,
    {
        let handle = self.inner.spawn_local(schedule(task, Location::caller()));
        self.added(handle)
    }

    /// Spawns a task that is not `Send` on `local_set`.
    #[track_caller]
    pub fn spawn_local_on<F>(&mut self, task: F, local_set: &LocalSet) -> AbortHandle
    where
        F: Future<Output = T> + 'static,
    {
        let handle = self.inner.spawn_local_on(schedule(task, Location::caller()), local_set.real());
        self.added(handle)
    }

    /// Spawns a closure that may block.
    ///
    /// # Panics
    /// Outside a runtime.
    #[track_caller]
    pub fn spawn_blocking<F>(&mut self, f: F) -> AbortHandle
    where
        F: FnOnce() -> T + Send + 'static,
        T: Send,
    {
        let handle = self.inner.spawn(schedule(run_blocking(f), Location::caller()));
        self.added(handle)
    }

    /// Spawns a closure that may block, on the runtime of `handle`.
    #[track_caller]
    pub fn spawn_blocking_on<F>(&mut self, f: F, handle: &Handle) -> AbortHandle
    where
        F: FnOnce() -> T + Send + 'static,
        T: Send,
    {
        let _entered = handle.enter();
        let handle = self.inner.spawn(schedule(run_blocking(f), Location::caller()));
        self.added(handle)
    }

    /// Waits for the next task to end; `None` when the set is empty.
    ///
    /// # Errors
    /// If that task panicked or was cancelled.
    pub async fn join_next(&mut self) -> Option<Result<T, JoinError>> {
        std::future::poll_fn(|cx| self.poll_join_next(cx)).await
    }

    /// As [`JoinSet::join_next`], with the task's id.
    ///
    /// # Errors
    /// If that task panicked or was cancelled.
    pub async fn join_next_with_id(&mut self) -> Option<Result<(Id, T), JoinError>> {
        std::future::poll_fn(|cx| self.poll_join_next_with_id(cx)).await
    }

    /// The result of a task that has ended, if one has.
    ///
    /// # Errors
    /// If that task panicked or was cancelled.
    pub fn try_join_next(&mut self) -> Option<Result<T, JoinError>> {
        Some(self.try_join_next_with_id()?.map(|(_, value)| value))
    }

    /// As [`JoinSet::try_join_next`], with the task's id.
    ///
    /// # Errors
    /// If that task panicked or was cancelled.
    pub fn try_join_next_with_id(&mut self) -> Option<Result<(Id, T), JoinError>> {
        let joined = self.inner.try_join_next_with_id()?;
        self.note(&joined);
        Some(joined)
    }

    /// Cancels all tasks and waits until they have ended.
    pub async fn shutdown(&mut self) {
        self.abort_all();
        while self.join_next().await.is_some() {}
    }

    /// Waits for all tasks and returns their results in the order in which they ended.
    ///
    /// # Panics
    /// With the panic of a task, or if one was cancelled.
    pub async fn join_all(mut self) -> Vec<T> {
        let mut output = Vec::with_capacity(self.len());
        while let Some(joined) = self.join_next().await {
            match joined {
                Ok(value) => output.push(value),
                Err(error) if error.is_panic() => {
                    kernel::panic_resumed();
                    std::panic::resume_unwind(error.into_panic())
                }
                Err(error) => panic!("{error}"),
            }
        }
        output
    }

    /// Cancels all tasks; they stay in the set until they are joined.
    pub fn abort_all(&mut self) {
        self.inner.abort_all();
    }

    /// Takes all tasks out of the set without cancelling them.
    pub fn detach_all(&mut self) {
        self.ids.clear();
        self.inner.detach_all();
    }

    /// As [`JoinSet::join_next`], for a hand-written future.
    pub fn poll_join_next(&mut self, cx: &mut Context<'_>) -> Poll<Option<Result<T, JoinError>>> {
        self.poll_join_next_with_id(cx).map(|joined| joined.map(|joined| joined.map(|(_, value)| value)))
    }

    /// As [`JoinSet::join_next_with_id`], for a hand-written future.
    pub fn poll_join_next_with_id(&mut self, cx: &mut Context<'_>) -> Poll<Option<Result<(Id, T), JoinError>>> {
        let polled = self.inner.poll_join_next_with_id(cx);
        if let Poll::Ready(Some(joined)) = &polled {
            self.note(joined);
        }
        polled
    }

    fn note(&mut self, joined: &Result<(Id, T), JoinError>) {
        match joined {
            Ok((id, _)) => {
                self.ids.remove(id);
            }
            Err(error) => {
                self.ids.remove(&error.id());
                observed(error);
            }
        }
    }
}

impl<T> Drop for JoinSet<T> {
    fn drop(&mut self) {
        // Whoever drops a set asks for its tasks to end, not how.
        for id in self.ids.drain() {
            give_up(id);
        }
    }
}

impl<T> fmt::Debug for JoinSet<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.inner.fmt(f)
    }
}

impl<T> Default for JoinSet<T> {
    fn default() -> JoinSet<T> {
        JoinSet::new()
    }
}

impl<T, F> FromIterator<F> for JoinSet<T>
where
    F: Future<Output = T> + Send + 'static,
    T: Send + 'static,
{
    #[track_caller]
    fn from_iter<I: IntoIterator<Item = F>>(iter: I) -> JoinSet<T> {
        let mut set = JoinSet::new();
        set.extend(iter);
        set
    }
}

impl<T, F> Extend<F> for JoinSet<T>
where
    F: Future<Output = T> + Send + 'static,
    T: Send + 'static,
{
    #[track_caller]
    fn extend<I: IntoIterator<Item = F>>(&mut self, iter: I) {
        // Not `for_each`: a closure would be the place of the spawn.
        for task in iter {
            self.spawn(task);
        }
    }
}
