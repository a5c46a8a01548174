//! Tasks: everything that spawns puts a gate in front of what it spawns.

use crate::gate::schedule;
use crate::kernel;
use std::future::Future;
use std::panic::Location;

mod join_handle;
pub mod join_set;
mod local;

pub use join_handle::JoinHandle;
pub use join_set::JoinSet;
pub use local::{LocalSet, spawn_local};
pub use tokio::task::{
    AbortHandle, Id, JoinError, LocalEnterGuard, LocalKey, Unconstrained, block_in_place, consume_budget, coop,
    futures, id, try_id, unconstrained, yield_now,
};

/// Spawns a task.
///
/// # Panics
/// Outside a runtime.
#[track_caller]
pub fn spawn<F>(future: F) -> JoinHandle<F::Output>
where
    F: Future + Send + 'static,
    F::Output: Send + 'static,
{
    JoinHandle::new(tokio::spawn(schedule(future, Location::caller())))
}

/// Runs a closure that may block, at a moment of its own.
///
/// # Panics
/// Outside a runtime.
#[track_caller]
pub fn spawn_blocking<F, R>(f: F) -> JoinHandle<R>
where
    F: FnOnce() -> R + Send + 'static,
    R: Send + 'static,
{
    JoinHandle::new(tokio::spawn(schedule(run_blocking(f), Location::caller())))
}

/// The task behind `spawn_blocking`: its effects come at once, its result when the time it slept has
/// passed.
pub(crate) async fn run_blocking<R>(f: impl FnOnce() -> R) -> R {
    let (value, took) = kernel::blocking(f);
    if !took.is_zero() {
        tokio::time::sleep(took).await;
    }
    value
}
