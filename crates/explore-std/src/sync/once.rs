//! Something that happens once.

use super::would_wait;
use crate::statics::{Span, first_use_of_two};
use ::std::cell::Cell;
use ::std::fmt;
use ::std::marker::PhantomData;
use ::std::panic::{Location, RefUnwindSafe, UnwindSafe};
use explore::Op;
use explore::rt::{self, Object, Place};

#[derive(Clone, Copy, PartialEq, Eq)]
enum State {
    New,
    Running,
    Poisoned,
    Done,
}

/// What `Once`, `OnceLock` and `LazyLock` share: compiled once, here.
pub(crate) struct RawOnce {
    object: Object,
    state: Cell<State>,
}

impl RawOnce {
    pub(crate) const fn new(kind: &'static str, place: Place) -> RawOnce {
        RawOnce { object: Object::new(kind, place), state: Cell::new(State::New) }
    }

    /// As if it had happened already.
    pub(crate) const fn done(kind: &'static str, place: Place) -> RawOnce {
        RawOnce { object: Object::new(kind, place), state: Cell::new(State::Done) }
    }

    #[inline]
    fn enter(&self, data: Span) {
        first_use_of_two(&self.object, Span::of_cell(&self.state), data);
    }

    /// Whether it has happened, as the exclusive owner sees it.
    pub(crate) fn has_happened(&self) -> bool {
        self.state.get() == State::Done
    }

    /// Whether it has failed, as the exclusive owner sees it.
    pub(crate) fn has_failed(&self) -> bool {
        self.state.get() == State::Poisoned
    }

    pub(crate) fn set_failed(&self) {
        self.state.set(State::Poisoned);
    }

    pub(crate) fn set_done(&self) {
        self.state.set(State::Done);
    }

    pub(crate) fn set_new(&self) {
        self.state.set(State::New);
    }

    /// For formatting: no scheduling point.
    pub(crate) fn peek(&self, data: Span) -> bool {
        self.enter(data);
        self.has_happened()
    }

    #[inline(never)]
    pub(crate) fn is_completed(&self, data: Span, op: &'static str, place: Place) -> bool {
        self.enter(data);
        // What has happened stays so: when it is asked makes no difference.
        if !self.has_happened() {
            rt::step(Op::Other(op), &self.object, place);
            rt::idle();
        }
        self.has_happened()
    }

    /// Runs `f` unless it has happened; waits while another thread runs its own. True if `f` ran.
    /// With `force`, an earlier panic is no reason to panic.
    #[inline(never)]
    #[track_caller]
    pub(crate) fn call(&self, data: Span, force: bool, what: &str, f: &mut dyn FnMut(&OnceState)) -> bool {
        let place = Location::caller();
        self.enter(data);
        if self.has_happened() {
            return false;
        }
        rt::step_when(Op::Initialise, &self.object, place, &|| self.state.get() != State::Running);
        let before = self.state.get();
        match before {
            State::Done => {
                rt::value(|| "done already".to_owned());
                rt::idle();
                return false;
            }
            State::Poisoned if !force => panic!("{what} instance has previously been poisoned"),
            State::Running => would_wait("initialising"),
            State::New | State::Poisoned => {}
        }
        self.state.set(State::Running);
        rt::acquired(&self.object, place);
        rt::changed(&self.object);
        let mut ending = Ending { once: self, place, state: State::Poisoned };
        f(&OnceState { poisoned: before == State::Poisoned, not_sync: PhantomData });
        ending.state = State::Done;
        drop(ending);
        true
    }

    /// Waits until it has happened.
    #[inline(never)]
    #[track_caller]
    pub(crate) fn wait(&self, data: Span, force: bool) {
        let place = Location::caller();
        self.enter(data);
        if self.has_happened() {
            return;
        }
        let over = || match self.state.get() {
            State::Done => true,
            State::Poisoned => !force,
            State::New | State::Running => false,
        };
        rt::step_when(Op::Wait, &self.object, place, &over);
        match self.state.get() {
            State::Done => {}
            State::Poisoned if !force => panic!("Once instance has previously been poisoned"),
            _ => would_wait("`wait`"),
        }
    }
}

/// Says how it ended, also when `f` panicked.
struct Ending<'a> {
    once: &'a RawOnce,
    place: Place,
    state: State,
}

impl Drop for Ending<'_> {
    fn drop(&mut self) {
        // Others may look between the last thing `f` did and this.
        rt::step(Op::Initialise, &self.once.object, self.place);
        let done = self.state == State::Done;
        rt::value(|| if done { "done".to_owned() } else { "panicked".to_owned() });
        self.once.state.set(self.state);
        rt::released(&self.once.object);
        rt::changed(&self.once.object);
    }
}

/// Runs something once: as [`std::sync::Once`].
pub struct Once {
    raw: RawOnce,
}

// SAFETY: the plain cells are used by one operating-system thread (see the crate's documentation).
unsafe impl Send for Once {}
// SAFETY: as above.
unsafe impl Sync for Once {}
impl UnwindSafe for Once {}
impl RefUnwindSafe for Once {}

/// A `Once` that has not happened.
#[deprecated(since = "1.38.0", note = "the `Once::new()` function is now preferred")]
pub const ONCE_INIT: Once = Once::new();

/// What the closure of [`Once::call_once_force`] is told.
pub struct OnceState {
    poisoned: bool,
    /// For the thread that runs the closure only.
    not_sync: PhantomData<Cell<()>>,
}

impl OnceState {
    /// Whether an earlier attempt panicked.
    pub fn is_poisoned(&self) -> bool {
        self.poisoned
    }
}

impl fmt::Debug for OnceState {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("OnceState").field("poisoned", &self.poisoned).finish()
    }
}

impl Once {
    /// One that has not happened.
    #[track_caller]
    #[must_use]
    pub const fn new() -> Once {
        Once { raw: RawOnce::new("Once", Location::caller()) }
    }

    /// Runs `f` if nothing was run before; waits for the thread that does.
    ///
    /// # Panics
    /// If an earlier `f` panicked.
    #[track_caller]
    pub fn call_once<F: FnOnce()>(&self, f: F) {
        let mut f = Some(f);
        self.raw.call(Span::NONE, false, "Once", &mut |_| {
            if let Some(f) = f.take() {
                f();
            }
        });
    }

    /// Like [`call_once`](Once::call_once), also after a panic.
    #[track_caller]
    pub fn call_once_force<F: FnOnce(&OnceState)>(&self, f: F) {
        let mut f = Some(f);
        self.raw.call(Span::NONE, true, "Once", &mut |state| {
            if let Some(f) = f.take() {
                f(state);
            }
        });
    }

    /// Whether it has happened.
    #[track_caller]
    pub fn is_completed(&self) -> bool {
        self.raw.is_completed(Span::NONE, "is_completed", Location::caller())
    }

    /// Waits until it has happened.
    ///
    /// # Panics
    /// If the attempt panicked.
    #[track_caller]
    pub fn wait(&self) {
        self.raw.wait(Span::NONE, false);
    }

    /// Waits until it has happened, through attempts that panic.
    #[track_caller]
    pub fn wait_force(&self) {
        self.raw.wait(Span::NONE, true);
    }
}

impl fmt::Debug for Once {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Once").finish_non_exhaustive()
    }
}
