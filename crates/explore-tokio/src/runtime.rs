//! The handle of the runtime the check runs in. Making another one is not possible here.

use crate::gate::schedule;
use crate::task::{self, JoinHandle};
use std::future::Future;
use std::panic::Location;

pub use tokio::runtime::{EnterGuard, Id, RuntimeFlavor, RuntimeMetrics, TryCurrentError};

/// A handle to the runtime.
#[derive(Debug, Clone)]
pub struct Handle {
    inner: tokio::runtime::Handle,
}

impl Handle {
    /// The handle of the runtime this is called in.
    ///
    /// # Panics
    /// Outside a runtime.
    #[track_caller]
    pub fn current() -> Handle {
        Handle { inner: tokio::runtime::Handle::current() }
    }

    /// The handle of the runtime this is called in, if there is one.
    ///
    /// # Errors
    /// Outside a runtime.
    pub fn try_current() -> Result<Handle, TryCurrentError> {
        Ok(Handle { inner: tokio::runtime::Handle::try_current()? })
    }

    /// Enters the runtime's context.
    pub fn enter(&self) -> EnterGuard<'_> {
        self.inner.enter()
    }

    /// Spawns a task, as [`crate::spawn`].
    #[track_caller]
    pub fn spawn<F>(&self, future: F) -> JoinHandle<F::Output>
    where
        F: Future + Send + 'static,
        F::Output: Send + 'static,
    {
        JoinHandle::new(self.inner.spawn(schedule(future, Location::caller())))
    }

    /// Runs a closure that may block, as [`crate::task::spawn_blocking`].
    #[track_caller]
    pub fn spawn_blocking<F, R>(&self, func: F) -> JoinHandle<R>
    where
        F: FnOnce() -> R + Send + 'static,
        R: Send + 'static,
    {
        JoinHandle::new(self.inner.spawn(schedule(task::run_blocking(func), Location::caller())))
    }

    /// Blocks the thread until `future` is done.
    ///
    /// # Panics
    /// Always, since everything here runs within the runtime.
    #[track_caller]
    pub fn block_on<F: Future>(&self, future: F) -> F::Output {
        self.inner.block_on(future)
    }

    /// The kind of the runtime.
    pub fn runtime_flavor(&self) -> RuntimeFlavor {
        self.inner.runtime_flavor()
    }

    /// Identifies the runtime.
    pub fn id(&self) -> Id {
        self.inner.id()
    }

    /// The runtime's metrics.
    pub fn metrics(&self) -> RuntimeMetrics {
        self.inner.metrics()
    }
}
