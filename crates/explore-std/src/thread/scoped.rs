//! Threads that may borrow from their parent.

use super::{Builder, Join, Slot, Thread, body};
use crate::statics::{Span, first_use};
use ::std::cell::{Cell, RefCell, UnsafeCell};
use ::std::fmt;
use ::std::io;
use ::std::marker::PhantomData;
use ::std::panic::{AssertUnwindSafe, Location, RefUnwindSafe, catch_unwind, resume_unwind};
use ::std::sync::Arc;
use explore::Op;
use explore::rt::{self, Object, Place, Tid};

/// What a scope is without its lifetimes: compiled once, here.
pub(super) struct ScopeData {
    object: Object,
    running: Cell<usize>,
    /// Threads whose panic nobody has been given.
    unhandled: RefCell<Vec<Tid>>,
}

// SAFETY: the plain cells are used by one operating-system thread (see the crate's documentation).
unsafe impl Send for ScopeData {}
// SAFETY: as above.
unsafe impl Sync for ScopeData {}
impl RefUnwindSafe for ScopeData {}

impl ScopeData {
    pub(super) fn started(&self) {
        self.running.set(self.running.get() + 1);
    }

    pub(super) fn ended(&self, tid: Tid, panicked: bool) {
        if panicked {
            self.unhandled.borrow_mut().push(tid);
        }
        self.running.set(self.running.get() - 1);
        rt::changed(&self.object);
    }

    pub(super) fn handled(&self, tid: Tid) {
        self.unhandled.borrow_mut().retain(|&other| other != tid);
    }

    /// Waits for all threads; true if one panicked and nobody was given its panic.
    #[inline(never)]
    fn finish(&self, place: Place) -> bool {
        first_use(&self.object, Span::NONE);
        if self.running.get() > 0 {
            rt::step_when(Op::Join, &self.object, place, &|| self.running.get() == 0);
        }
        let unhandled = self.unhandled.take();
        for &tid in &unhandled {
            rt::panic_observed(tid);
        }
        !unhandled.is_empty()
    }
}

/// A scope threads can be started in: as [`std::thread::Scope`].
pub struct Scope<'scope, 'env: 'scope> {
    data: Arc<ScopeData>,
    scope: PhantomData<&'scope mut &'scope ()>,
    env: PhantomData<&'env mut &'env ()>,
}

/// Owns a scoped thread: as [`std::thread::ScopedJoinHandle`].
pub struct ScopedJoinHandle<'scope, T> {
    join: Join<T>,
    scope: PhantomData<&'scope ()>,
    not_unwind_safe: PhantomData<UnsafeCell<()>>,
}

// SAFETY: a shared handle gives no access to the result.
unsafe impl<T: Send> Sync for ScopedJoinHandle<'_, T> {}

/// Runs `f`, which may start threads that borrow from the caller, and returns when all of them have
/// finished.
///
/// # Panics
/// If a thread panicked that was not joined.
#[track_caller]
pub fn scope<'env, F, T>(f: F) -> T
where
    F: for<'scope> FnOnce(&'scope Scope<'scope, 'env>) -> T,
{
    let place = Location::caller();
    let data =
        ScopeData { object: Object::new("scope", place), running: Cell::new(0), unhandled: RefCell::new(Vec::new()) };
    let scope = Scope { data: Arc::new(data), scope: PhantomData, env: PhantomData };
    let result = catch_unwind(AssertUnwindSafe(|| f(&scope)));
    if result.is_err() {
        rt::panic_caught();
    }
    let a_thread_panicked = scope.data.finish(place);
    match result {
        Err(payload) => {
            rt::panic_resumed(crate::panic::text(&*payload));
            resume_unwind(payload)
        }
        Ok(_) if a_thread_panicked => panic!("a scoped thread panicked"),
        Ok(result) => result,
    }
}

impl<'scope> Scope<'scope, '_> {
    /// Starts a thread that finishes before the scope does.
    #[track_caller]
    pub fn spawn<F, T>(&'scope self, f: F) -> ScopedJoinHandle<'scope, T>
    where
        F: FnOnce() -> T + Send + 'scope,
        T: Send + 'scope,
    {
        start(Builder::new(), self, f, Location::caller())
    }
}

impl Builder {
    /// Starts a thread in `scope`.
    ///
    /// # Errors
    /// Never; real std's may.
    ///
    /// # Panics
    /// If the name contains a zero byte.
    #[track_caller]
    pub fn spawn_scoped<'scope, 'env, F, T>(
        self,
        scope: &'scope Scope<'scope, 'env>,
        f: F,
    ) -> io::Result<ScopedJoinHandle<'scope, T>>
    where
        F: FnOnce() -> T + Send + 'scope,
        T: Send + 'scope,
    {
        Ok(start(self, scope, f, Location::caller()))
    }
}

#[track_caller]
fn start<'scope, F, T>(
    builder: Builder,
    scope: &'scope Scope<'scope, '_>,
    f: F,
    place: Place,
) -> ScopedJoinHandle<'scope, T>
where
    F: FnOnce() -> T + Send + 'scope,
    T: Send + 'scope,
{
    let slot = Arc::new(Slot(UnsafeCell::new(None)));
    let body = body(f, &slot);
    // SAFETY: only the lifetime changes. `scope` returns, and unwinds, only when the thread has
    // ended what it was given; an execution abandoned before leaves all stacks as they are for ever.
    let body = unsafe { ::std::mem::transmute::<Box<dyn FnOnce() + 'scope>, Box<dyn FnOnce() + 'static>>(body) };
    let thread = builder.launch(Some(Arc::clone(&scope.data)), body, place);
    ScopedJoinHandle { join: Join { thread, slot }, scope: PhantomData, not_unwind_safe: PhantomData }
}

impl<T> ScopedJoinHandle<'_, T> {
    /// The thread.
    #[must_use]
    pub fn thread(&self) -> &Thread {
        &self.join.thread
    }

    /// Waits until the thread has finished and returns its result.
    ///
    /// # Errors
    /// If it panicked; the payload is inside.
    #[track_caller]
    pub fn join(self) -> super::Result<T> {
        self.join.join(Location::caller())
    }

    /// Whether the thread has finished running its function.
    #[track_caller]
    pub fn is_finished(&self) -> bool {
        self.join.thread.is_finished(Location::caller())
    }
}

impl fmt::Debug for Scope<'_, '_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Scope").finish_non_exhaustive()
    }
}

impl<T> fmt::Debug for ScopedJoinHandle<'_, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ScopedJoinHandle").finish_non_exhaustive()
    }
}
