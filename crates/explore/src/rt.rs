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

use crate::kernel::{Kernel, kernel};
use crate::trace::Kind;
use crate::{Diagnosis, Op};
use std::any::Any;
use std::cell::Cell;
use std::panic::Location;
use std::rc::Rc;

/// Where an operation stands in the program: file, line and column.
pub type Place = &'static Location<'static>;

/// Index of a model thread within its execution; the main thread is 0.
pub type Tid = u32;

/// Whether the calling code runs inside a model execution. Outside (a static's destructor, a
/// harness's own bookkeeping) every function here does nothing and every wait returns at once.
#[inline]
pub fn active() -> bool {
    !kernel().is_null()
}

/// Gives the running kernel to `f`, or returns the default outside an execution.
///
/// `f` must not call back into this module: the kernel is borrowed.
#[inline]
fn with<R: Default>(f: impl FnOnce(&mut Kernel) -> R) -> R {
    let k = kernel();
    if k.is_null() {
        return R::default();
    }
    // SAFETY: the pointer is that of the execution running on this thread, and no other borrow is
    // alive: the kernel calls out only to `ready` closures and strategies, which do not come here.
    f(unsafe { &mut *k })
}

/// Number of the running execution, never 0 while [`active`]. Objects in statics outlive an
/// execution; a stand-in compares this with the number it saw last and starts afresh if it differs.
#[inline]
pub fn epoch() -> u64 {
    with(|k| k.epoch)
}

/// The running model thread; 0 outside an execution.
#[inline]
pub fn current() -> Tid {
    with(|k| k.current)
}

/// How a wait that may end early ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Woken {
    /// `ready` was true.
    #[default]
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

fn enter(wait: &Wait<'_>, objects: &[u32], joins: Option<Tid>, always: bool) -> Woken {
    let k = kernel();
    // SAFETY: callers have checked that an execution is running; this is its current thread.
    unsafe { Kernel::wait(k, wait, objects, joins, always) }
}

const fn plain(op: Op, place: Place) -> Wait<'static> {
    Wait { op, objects: &[], place, ready: &always, deadline: None, spurious: false }
}

fn always() -> bool {
    true
}

/// One scheduling point: other threads may run first; when this returns, the operation `op` on
/// `object` at `place` is the running thread's and happens now.
#[inline(never)]
pub fn step(op: Op, object: &Object, place: Place) {
    if active() {
        let id = object.id();
        enter(&plain(op, place), &[id], None, true);
    }
}

/// Like [`step`] for an operation on no object (yield, print, poll).
#[inline(never)]
pub fn step_bare(op: Op, place: Place) {
    if active() {
        enter(&plain(op, place), &[], None, true);
    }
}

/// A scheduling point that is a candidate only while `ready` is true. `ready` reads the stand-in's
/// own state and calls nothing of this module; it is evaluated again at every [`changed`] of `object`.
#[inline(never)]
pub fn step_when(op: Op, object: &Object, place: Place, ready: &dyn Fn() -> bool) {
    if active() {
        let id = object.id();
        enter(&Wait { op, objects: &[], place, ready, deadline: None, spurious: false }, &[id], None, false);
    }
}

/// Waits as described.
#[inline(never)]
pub fn wait(wait: Wait<'_>) -> Woken {
    if !active() {
        return Woken::Ready;
    }
    match wait.objects {
        [] => enter(&wait, &[], None, false),
        [one] => enter(&wait, &[one.id()], None, false),
        [one, two] => enter(&wait, &[one.id(), two.id()], None, false),
        many => {
            let ids: Vec<u32> = many.iter().map(|object| object.id()).collect();
            enter(&wait, &ids, None, false)
        }
    }
}

/// The state of `object` has changed: whoever waits for it is looked at again.
pub fn changed(object: &Object) {
    if active() {
        let id = object.id();
        with(|k| k.changed(id));
    }
}

/// The running thread holds `object` from now on (a lock; several holders are several readers).
pub fn acquired(object: &Object, place: Place) {
    if active() {
        let id = object.id();
        with(|k| k.acquired(id, place));
    }
}

/// The running thread holds `object` no more.
pub fn released(object: &Object) {
    if active() {
        let id = object.id();
        with(|k| k.released(id));
    }
}

/// Adds what was read or written to the operation just made. The closure runs only while a trace is
/// taken, so it may format.
#[inline]
pub fn value(value: impl FnOnce() -> String) {
    if with(|k| k.tracing()) {
        // Formatting may run the program's own code, so the kernel is not borrowed during it.
        let value = value();
        with(|k| k.value(value));
    }
}

/// Adds a line to the trace that is no operation of the program: a call began or returned. Not a
/// scheduling point; the closure runs only while a trace is taken.
#[inline]
pub fn mark(place: Place, text: impl FnOnce() -> String) {
    if with(|k| k.tracing()) {
        let text = text();
        with(|k| k.mark(place, text));
    }
}

/// The operation just made changed nothing (a load, a failed `try_lock`, a failed compare-exchange):
/// a thread that only does such things is spinning, and fair schedulers let others run.
#[inline]
pub fn idle() {
    with(Kernel::idle);
}

/// An atomic was used with an ordering weaker than the sequential consistency it is judged with.
#[inline]
pub fn weak_ordering() {
    with(Kernel::note_weak_ordering);
}

/// A choice that is not between threads: which waiter is notified, which ready branch of a `select!`
/// is taken, how far a parallel loop is split. Part of the schedule, so enumerated and replayed.
/// Returns a number below `alternatives`; 0 is the ordinary outcome, and what is returned outside an
/// execution.
pub fn choose(alternatives: usize) -> usize {
    with(|k| k.choose(k.current, alternatives, false))
}

/// Like `choose(2) == 1` for outcomes that are legal but rare (a weak compare-exchange failing for no
/// reason): taken seldom and at most a few times in an execution.
pub fn rarely() -> bool {
    with(|k| k.choose(k.current, 2, true)) == 1
}

/// The virtual clock, in nanoseconds since the execution began. It advances when a timed wait ends;
/// a thread that does nothing but read it sees it move after a while.
pub fn now() -> u64 {
    with(Kernel::now)
}

/// The virtual clock, for deadlines: unlike [`now`] this does not count as watching it.
pub fn clock() -> u64 {
    with(|k| k.clock())
}

/// Starts a model thread. `body` must not unwind: the stand-in catches panics itself and reports
/// them with [`panicked`]. Includes the scheduling point of the spawn. Outside an execution the body
/// is dropped.
pub fn spawn(name: Option<String>, stack_size: Option<usize>, place: Place, body: Box<dyn FnOnce()>) -> Tid {
    if !active() {
        return 0;
    }
    step_bare(Op::Spawn, place);
    let k = kernel();
    // SAFETY: an execution is running and this is its current thread.
    let tid = unsafe { Kernel::spawn(k, name, stack_size, place, body) };
    value(|| with(|k| k.name_of(tid)));
    tid
}

/// Waits until thread `tid` has finished.
pub fn join(tid: Tid, place: Place) {
    if !active() {
        return;
    }
    let object = with(|k| k.thread_object(tid));
    let ready = move || {
        let k = kernel();
        // SAFETY: the closure is evaluated by the kernel, or by the joining thread just before it
        // waits; it only reads, and only what nobody is changing at that moment.
        unsafe { (*k).is_finished(tid) }
    };
    enter(
        &Wait { op: Op::Join, objects: &[], place, ready: &ready, deadline: None, spurious: false },
        &[object],
        Some(tid),
        false,
    );
}

/// Waits until every other thread has finished or is blocked with no end of its own (no time-out):
/// the moment to look at what a full queue or a closed gate has stopped. A thread that polls is never
/// blocked, so waiting for it to settle ends as a livelock.
pub fn settle(place: Place) {
    let k = kernel();
    if !k.is_null() {
        // SAFETY: an execution is running and this is its current thread.
        unsafe { Kernel::settle(k, place) }
    }
}

/// How many threads the execution has started, and how many of them have not finished; the main
/// thread is not counted.
pub fn census() -> (usize, usize) {
    with(|k| k.census())
}

/// Whether thread `tid` has finished.
pub fn finished(tid: Tid) -> bool {
    with(|k| k.is_finished(tid))
}

/// The running thread's panic was caught at its outermost frame. It is a failure of the execution
/// unless somebody calls [`panic_observed`] before the end. Location and message were taken by the
/// kernel's panic hook.
pub fn panicked() {
    with(Kernel::panicked);
}

/// Thread `tid`'s panic has been handed to somebody (its `join` returned `Err`).
pub fn panic_observed(tid: Tid) {
    with(|k| k.panic_observed(tid));
}

/// A panic of the running thread has been caught by the program itself (`catch_unwind`).
pub fn panic_caught() {
    with(Kernel::panic_caught);
}

/// A caught panic is being thrown on (`resume_unwind`), for which no hook is called.
pub fn panic_resumed(message: &str) {
    with(|k| k.panic_resumed(message.to_owned()));
}

/// Whether the running thread is unwinding (std's own counter belongs to the operating-system
/// thread, which all model threads share).
pub fn panicking() -> bool {
    with(|k| k.panicking())
}

/// A slot for the stand-in's own data of the running thread (thread-locals, park token). `f` must
/// not call into this module, and values taken out are to be dropped after it has returned.
///
/// # Panics
/// Outside an execution.
pub fn with_slot<R>(f: impl FnOnce(&mut Option<Box<dyn Any>>) -> R) -> R {
    let k = kernel();
    assert!(!k.is_null(), "thread slots exist only within an execution");
    // SAFETY: as in `with`.
    unsafe { (*k).with_slot(f) }
}

/// The name thread `tid` was given by the program, if it was given one.
pub fn thread_name(tid: Tid) -> Option<String> {
    with(|k| k.given_name(tid))
}

/// Shows `text` as printed by the program. Kept for the failing schedule only. Not a scheduling
/// point, but it counts as a step, so that printing without end comes to one.
pub fn print(text: &str) {
    let k = kernel();
    // SAFETY: as in `with`; and an execution that is over suspends its current thread, this one.
    unsafe {
        if !k.is_null() && !(*k).print(text) {
            Kernel::suspend_for_ever(k);
        }
    }
}

/// Ends the execution as failed with this diagnosis; the calling thread never runs again.
///
/// # Panics
/// Outside an execution, with the message.
pub fn fail(diagnosis: Diagnosis, message: String, place: Option<Place>) -> ! {
    end(Kind::Decided(diagnosis), message, place)
}

/// Ends the execution as one that cannot be judged (something the explorer does not model).
///
/// # Panics
/// Outside an execution, with the message.
pub fn unsupported(what: &str, place: Place) -> ! {
    end(Kind::Unsupported, format!("{what} is not modelled"), Some(place))
}

fn end(kind: Kind, message: String, place: Option<Place>) -> ! {
    let k = kernel();
    assert!(!k.is_null(), "{message}");
    with(|k| k.fail(kind, message, place));
    // SAFETY: an execution is running and this is its current thread.
    unsafe { Kernel::suspend_for_ever(k) }
}

/// From now on events of the running thread belong to this async task, and waiting blocks the loop
/// that runs it. Returns the task before; give that back when the poll ends.
pub fn set_task(task: Option<Rc<str>>) -> Option<Rc<str>> {
    with(|k| k.set_task(task))
}

/// Whether an async task is being polled (see [`set_task`]).
pub fn in_task() -> bool {
    with(|k| k.in_task())
}

/// A model object: gives every lock, channel, atomic … its identity within an execution. Made by
/// `const fn`s too, so it registers at its first use; one in a static registers anew in every
/// execution.
#[derive(Debug)]
pub struct Object {
    epoch: Cell<u64>,
    fresh: Cell<u64>,
    id: Cell<u32>,
    kind: &'static str,
    place: Place,
}

impl Object {
    /// `kind` is the type's name as the learner writes it (`Mutex`), `place` where it was created.
    pub const fn new(kind: &'static str, place: Place) -> Object {
        Object { epoch: Cell::new(0), fresh: Cell::new(0), id: Cell::new(0), kind, place }
    }

    /// Where it was created.
    pub fn place(&self) -> Place {
        self.place
    }

    /// True once per execution, at the first call in it: the moment to reset what a static kept.
    /// False outside an execution.
    #[inline]
    pub fn fresh(&self) -> bool {
        let epoch = epoch();
        epoch != 0 && self.fresh.replace(epoch) != epoch
    }

    #[inline]
    fn id(&self) -> u32 {
        let epoch = epoch();
        if self.epoch.get() != epoch {
            self.epoch.set(epoch);
            self.id.set(with(|k| k.register(self.kind, self.place)));
        }
        self.id.get()
    }
}
