//! Waiting for a condition. A wait can end for no reason, and does so in some schedules.

use super::deadline;
use super::mutex::{MutexGuard, RawMutex};
use crate::statics::{Span, first_use};
use ::std::cell::{Cell, RefCell};
use ::std::fmt;
use ::std::panic::{Location, RefUnwindSafe, UnwindSafe};
use ::std::sync::{LockResult, PoisonError};
use ::std::time::Duration;
use explore::Op;
use explore::rt::{self, Object, Place, Wait, Woken};

/// Whether a timed wait ended because the time had passed.
#[derive(Debug, PartialEq, Eq, Copy, Clone)]
pub struct WaitTimeoutResult(bool);

impl WaitTimeoutResult {
    /// True if the wait ended because the time had passed.
    #[must_use]
    pub fn timed_out(&self) -> bool {
        self.0
    }
}

/// A condition variable: as [`std::sync::Condvar`].
pub struct Condvar {
    object: Object,
    /// A ticket for everyone who waits and has not been notified, the longest first.
    waiters: RefCell<Vec<u64>>,
    tickets: Cell<u64>,
    /// The mutex it is used with; its address.
    mutex: Cell<usize>,
}

// SAFETY: the plain cells are used by one operating-system thread (see the crate's documentation).
unsafe impl Send for Condvar {}
// SAFETY: as above.
unsafe impl Sync for Condvar {}
impl UnwindSafe for Condvar {}
impl RefUnwindSafe for Condvar {}

impl Condvar {
    /// A condition variable nobody waits for.
    #[track_caller]
    #[must_use]
    pub const fn new() -> Condvar {
        Condvar {
            object: Object::new("Condvar", Location::caller()),
            waiters: RefCell::new(Vec::new()),
            tickets: Cell::new(0),
            mutex: Cell::new(0),
        }
    }

    fn enter(&self) {
        if first_use(&self.object, Span::NONE) {
            self.waiters.borrow_mut().clear();
            self.mutex.set(0);
        }
    }

    #[inline(never)]
    #[track_caller]
    fn wait_raw(&self, mutex: &RawMutex, timeout: Option<Duration>) -> Woken {
        let place = Location::caller();
        self.enter();
        let address = ::std::ptr::from_ref(mutex).addr();
        let before = self.mutex.replace(address);
        assert!(before == 0 || before == address, "attempted to use a condition variable with two mutexes");
        rt::step(Op::Wait, &self.object, place);
        rt::value(|| "gives the lock back".to_owned());
        let ticket = self.tickets.get();
        self.tickets.set(ticket + 1);
        self.waiters.borrow_mut().push(ticket);
        mutex.unlocked(place, || {
            let woken = rt::wait(Wait {
                op: Op::Wait,
                objects: &[&self.object],
                place,
                ready: &|| !self.waiters.borrow().contains(&ticket),
                deadline: timeout.and_then(deadline),
                spurious: true,
            });
            let mut waiters = self.waiters.borrow_mut();
            if let Some(at) = waiters.iter().position(|&other| other == ticket) {
                waiters.remove(at);
            }
            woken
        })
    }

    /// Gives the lock back and waits to be notified; then takes the lock again. May also return for
    /// no reason.
    ///
    /// # Errors
    /// If the mutex is poisoned by then; the guard is inside.
    ///
    /// # Panics
    /// If used with another mutex before.
    #[track_caller]
    pub fn wait<'a, T>(&self, guard: MutexGuard<'a, T>) -> LockResult<MutexGuard<'a, T>> {
        self.wait_raw(guard.raw(), None);
        guard.relocked()
    }

    /// Waits until `condition` is false.
    ///
    /// # Errors
    /// If the mutex is poisoned; the guard is inside.
    ///
    /// # Panics
    /// As [`wait`](Condvar::wait).
    #[track_caller]
    pub fn wait_while<'a, T, F>(&self, mut guard: MutexGuard<'a, T>, mut condition: F) -> LockResult<MutexGuard<'a, T>>
    where
        F: FnMut(&mut T) -> bool,
    {
        while condition(&mut *guard) {
            guard = self.wait(guard)?;
        }
        Ok(guard)
    }

    /// Waits at most `ms` milliseconds; false if the time has passed.
    ///
    /// # Errors
    /// If the mutex is poisoned; the guard is inside.
    ///
    /// # Panics
    /// As [`wait`](Condvar::wait).
    #[deprecated(since = "1.6.0", note = "replaced by `std::sync::Condvar::wait_timeout`")]
    #[track_caller]
    pub fn wait_timeout_ms<'a, T>(&self, guard: MutexGuard<'a, T>, ms: u32) -> LockResult<(MutexGuard<'a, T>, bool)> {
        let pair = |(guard, result): (MutexGuard<'a, T>, WaitTimeoutResult)| (guard, !result.timed_out());
        match self.wait_timeout(guard, Duration::from_millis(u64::from(ms))) {
            Ok(result) => Ok(pair(result)),
            Err(poisoned) => Err(PoisonError::new(pair(poisoned.into_inner()))),
        }
    }

    /// Waits at most `dur`, by the virtual clock.
    ///
    /// # Errors
    /// If the mutex is poisoned; the guard is inside.
    ///
    /// # Panics
    /// As [`wait`](Condvar::wait).
    #[track_caller]
    pub fn wait_timeout<'a, T>(
        &self,
        guard: MutexGuard<'a, T>,
        dur: Duration,
    ) -> LockResult<(MutexGuard<'a, T>, WaitTimeoutResult)> {
        let woken = self.wait_raw(guard.raw(), Some(dur));
        let result = WaitTimeoutResult(woken == Woken::TimedOut);
        match guard.relocked() {
            Ok(guard) => Ok((guard, result)),
            Err(poisoned) => Err(PoisonError::new((poisoned.into_inner(), result))),
        }
    }

    /// Waits until `condition` is false, at most `dur`; the result says whether the time has passed
    /// with the condition still true.
    ///
    /// # Errors
    /// If the mutex is poisoned; the guard is inside.
    ///
    /// # Panics
    /// As [`wait`](Condvar::wait).
    #[track_caller]
    pub fn wait_timeout_while<'a, T, F>(
        &self,
        mut guard: MutexGuard<'a, T>,
        dur: Duration,
        mut condition: F,
    ) -> LockResult<(MutexGuard<'a, T>, WaitTimeoutResult)>
    where
        F: FnMut(&mut T) -> bool,
    {
        let start = rt::clock();
        loop {
            if !condition(&mut *guard) {
                return Ok((guard, WaitTimeoutResult(false)));
            }
            let Some(left) = dur.checked_sub(Duration::from_nanos(rt::clock() - start)) else {
                return Ok((guard, WaitTimeoutResult(true)));
            };
            guard = self.wait_timeout(guard, left)?.0;
        }
    }

    /// Wakes one of those who wait: any of them.
    #[track_caller]
    pub fn notify_one(&self) {
        self.notify(Op::NotifyOne, Location::caller());
    }

    /// Wakes all who wait.
    #[track_caller]
    pub fn notify_all(&self) {
        self.notify(Op::NotifyAll, Location::caller());
    }

    #[inline(never)]
    fn notify(&self, op: Op, place: Place) {
        self.enter();
        rt::step(op, &self.object, place);
        let waiting = self.waiters.borrow().len();
        rt::value(|| match waiting {
            0 => "nobody waits".to_owned(),
            1 => "1 waits".to_owned(),
            n => format!("{n} wait"),
        });
        if waiting == 0 {
            rt::idle();
            return;
        }
        if op == Op::NotifyOne {
            let chosen = rt::choose(waiting);
            self.waiters.borrow_mut().remove(chosen);
        } else {
            self.waiters.borrow_mut().clear();
        }
        rt::changed(&self.object);
    }
}

impl fmt::Debug for Condvar {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Condvar").finish_non_exhaustive()
    }
}

impl Default for Condvar {
    #[track_caller]
    fn default() -> Condvar {
        Condvar::new()
    }
}
