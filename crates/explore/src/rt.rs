//! The interface a stand-in is written against: visible operations, waiting, choices, time.
//!
//! A stand-in keeps its own state in plain [`Cell`]s (one operating-system thread runs everything,
//! one model thread at a time, and control changes hands only inside the functions of this module)
//! and tells the kernel three things: *I am about to do this operation* ([`step`], [`step_when`]),
//! *the state others may be waiting for has changed* ([`changed`]), and *who holds this*
//! ([`acquired`], [`released`]), from which deadlocks are explained.
//!
//! The pattern of every blocking operation, here a mutex:
//!
//! ```ignore
//! #[track_caller]
//! fn lock(&self) {
//!     let place = Location::caller();
//!     // One scheduling step: the thread is a candidate only while the closure says true, and
//!     // nothing runs between being chosen and the return of `step_when`.
//!     rt::step_when(Op::Lock, &self.object, place, &|| !self.locked.get());
//!     self.locked.set(true);
//!     rt::acquired(&self.object, place);
//!     rt::changed(&self.object); // the others waiting for it are no longer candidates
//! }
//! fn unlock(&self) {
//!     rt::step(Op::Unlock, &self.object, place);
//!     self.locked.set(false);
//!     rt::released(&self.object);
//!     rt::changed(&self.object);
//! }
//! ```

use crate::{Diagnosis, Op};
use std::any::Any;
use std::cell::Cell;
use std::panic::Location;

/// Where an operation stands in the program: file, line and column.
pub type Place = &'static Location<'static>;

/// Index of a model thread within its execution; the main thread is 0.
pub type Tid = u32;

/// Whether the calling code runs inside a model execution. Outside (a static's destructor, a
/// harness's own bookkeeping) every function here does nothing and every wait returns at once.
pub fn active() -> bool {
    todo!()
}

/// Number of the running execution, never 0 while [`active`]. Objects in statics outlive an
/// execution; a stand-in compares this with the number it saw last and starts afresh if it differs.
pub fn epoch() -> u64 {
    todo!()
}

/// The running model thread.
pub fn current() -> Tid {
    todo!()
}

/// One scheduling point: other threads may run first; when this returns, the operation `op` on
/// `object` at `place` is the running thread's and happens now.
pub fn step(op: Op, object: &Object, place: Place) {
    todo!()
}

/// Like [`step`] for an operation on no object (yield, sleep, print, spawn).
pub fn step_bare(op: Op, place: Place) {
    todo!()
}

/// A scheduling point that is a candidate only while `ready` is true. `ready` reads the stand-in's
/// own state and calls nothing of this module; it is evaluated again at every [`changed`] of `object`.
pub fn step_when(op: Op, object: &Object, place: Place, ready: &dyn Fn() -> bool) {
    todo!()
}

/// How a wait that may end early ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Woken {
    /// `ready` was true.
    Ready,
    /// The deadline passed first (or, with a stalled thread, at the same moment).
    TimedOut,
    /// Nobody woke it: a spurious wake-up, asked for by [`Wait::spurious`].
    Spurious,
}

/// A wait in full: on several objects, with a deadline, with spurious wake-ups.
pub struct Wait<'a> {
    /// The operation that waits.
    pub op: Op,
    /// Everything whose [`changed`] may make `ready` true; the first is the one shown.
    pub objects: &'a [&'a Object],
    /// Where it stands.
    pub place: Place,
    /// Whether it may go on.
    pub ready: &'a dyn Fn() -> bool,
    /// Virtual time at which it goes on regardless, see [`now`].
    pub deadline: Option<u64>,
    /// Whether it may wake for no reason (a condition variable, a park).
    pub spurious: bool,
}

/// Waits as described.
pub fn wait(wait: Wait<'_>) -> Woken {
    todo!()
}

/// The state of `object` has changed: whoever waits for it is looked at again.
pub fn changed(object: &Object) {
    todo!()
}

/// The running thread holds `object` from now on (a lock; several holders are several readers).
pub fn acquired(object: &Object, place: Place) {
    todo!()
}

/// The running thread holds `object` no more.
pub fn released(object: &Object) {
    todo!()
}

/// Adds what was read or written to the operation just made. The closure runs only while a trace is
/// taken, so it may format.
pub fn value(value: impl FnOnce() -> String) {
    todo!()
}

/// The operation just made changed nothing (a load, a failed `try_lock`, a failed compare-exchange):
/// a thread that only does such things is spinning, and fair schedulers let others run.
pub fn idle() {
    todo!()
}

/// A choice that is not between threads: which waiter is notified, which ready branch of a `select!`
/// is taken, whether a weak compare-exchange fails. Part of the schedule, so enumerated and replayed.
/// Returns a number below `alternatives`; 0 is the ordinary outcome.
pub fn choose(alternatives: usize) -> usize {
    todo!()
}

/// Like `choose(2) == 1` for outcomes that are legal but rare (a weak compare-exchange failing for no
/// reason): taken seldom and at most a few times in an execution.
pub fn rarely() -> bool {
    todo!()
}

/// The virtual clock, in nanoseconds since the execution began. Advances only when a timed wait ends.
pub fn now() -> u64 {
    todo!()
}

/// Starts a model thread. `body` must not unwind: the stand-in catches panics itself and reports
/// them with [`panicked`]. Includes the scheduling point of the spawn.
pub fn spawn(name: Option<String>, stack_size: Option<usize>, place: Place, body: Box<dyn FnOnce()>) -> Tid {
    todo!()
}

/// Waits until thread `tid` has finished.
pub fn join(tid: Tid, place: Place) {
    todo!()
}

/// Whether thread `tid` has finished.
pub fn finished(tid: Tid) -> bool {
    todo!()
}

/// The running thread's panic was caught at its outermost frame. It is a failure of the execution
/// unless somebody calls [`panic_observed`] before the end. Location and message were taken by the
/// kernel's panic hook.
pub fn panicked() {
    todo!()
}

/// Thread `tid`'s panic has been handed to somebody (its `join` returned `Err`).
pub fn panic_observed(tid: Tid) {
    todo!()
}

/// A panic of the running thread has been caught by the program itself (`catch_unwind`).
pub fn panic_caught() {
    todo!()
}

/// Whether the running thread is unwinding (std's own counter belongs to the operating-system
/// thread, which all model threads share).
pub fn panicking() -> bool {
    todo!()
}

/// A slot for the stand-in's own data of the running thread (thread-locals, park token).
pub fn with_slot<R>(f: impl FnOnce(&mut Option<Box<dyn Any>>) -> R) -> R {
    todo!()
}

/// The name the running thread was given by the program, if it was given one.
pub fn thread_name(tid: Tid) -> Option<String> {
    todo!()
}

/// Shows `text` as printed by the program. Kept for the failing schedule only.
pub fn print(text: &str, place: Place) {
    todo!()
}

/// Ends the execution as failed with this diagnosis; the calling thread never runs again.
pub fn fail(diagnosis: Diagnosis, message: String, place: Option<Place>) -> ! {
    todo!()
}

/// Ends the execution as one that cannot be judged (something the explorer does not model).
pub fn unsupported(what: &str, place: Place) -> ! {
    todo!()
}

/// A model object: gives every lock, channel, atomic … its identity within an execution. Made by
/// `const fn`s too, so it registers at its first use; one in a static registers anew in every
/// execution.
pub struct Object {
    epoch: Cell<u64>,
    id: Cell<u32>,
    kind: &'static str,
    place: Place,
}

impl Object {
    /// `kind` is the type's name as the learner writes it (`Mutex`), `place` where it was created.
    pub const fn new(kind: &'static str, place: Place) -> Object {
        Object { epoch: Cell::new(0), id: Cell::new(0), kind, place }
    }

    /// True once per execution, at the first call in it: the moment to reset what a static kept.
    pub fn fresh(&self) -> bool {
        todo!()
    }
}
