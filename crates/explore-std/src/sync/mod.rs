//! Locks, channels and everything else threads wait for, as scheduling points.
//!
//! # Differences
//!
//! - `Arc` and `Weak` are real std's: their counts are not scheduling points.
//! - A [`Condvar`] used with two mutexes panics wherever the program runs; real std does so on some
//!   systems only, and says that it may.
//! - A [`RwLock`] lets nobody read while a writer waits for readers to leave, as on Linux; real std
//!   leaves this to the system. So reading twice in one thread can deadlock, as it can there.
//! - Debug output of a lock is not a scheduling point.

pub mod atomic;
mod barrier;
mod condvar;
mod lazy_lock;
pub mod mpsc;
mod mutex;
mod once;
mod once_lock;
mod rwlock;

pub use ::std::sync::{Arc, LockResult, PoisonError, TryLockError, TryLockResult, Weak};
pub use barrier::{Barrier, BarrierWaitResult};
pub use condvar::{Condvar, WaitTimeoutResult};
pub use lazy_lock::LazyLock;
pub use mutex::{Mutex, MutexGuard};
pub use once::{Once, OnceState};
pub use once_lock::OnceLock;
pub use rwlock::{RwLock, RwLockReadGuard, RwLockWriteGuard};

#[expect(deprecated, reason = "still part of std")]
pub use once::ONCE_INIT;

/// The virtual time at which a wait of this length, beginning now, has certainly passed: one
/// nanosecond later, as a real wait never ends at the very moment. None if that is beyond the clock.
pub(crate) fn deadline(duration: ::std::time::Duration) -> Option<u64> {
    let nanos = u64::try_from(duration.as_nanos()).ok()?;
    explore::rt::clock().checked_add(nanos)?.checked_add(1)
}

/// Waiting outside an execution can only be waiting for ever.
#[cold]
#[track_caller]
pub(crate) fn would_wait(what: &str) -> ! {
    panic!("{what} would wait for ever: no model execution is running")
}
