//! Threads of the model, scheduled by the explorer.
//!
//! # Differences
//!
//! - [`available_parallelism`] is 4 everywhere.
//! - [`park`] may return for no reason in some schedules; real std may, but hardly ever does.
//! - A `ThreadId` is unique within an execution.
//! - A panic in a thread-local's destructor fails the execution; real std aborts the process.
//! - `spawn_unchecked` is absent.

mod local;
mod scoped;

pub use ::std::thread::Result;
pub use local::{AccessError, LocalIdentity, LocalKey};
pub use scoped::{Scope, ScopedJoinHandle, scope};

use crate::sync::deadline;
use ::std::any::Any;
use ::std::cell::{Cell, UnsafeCell};
use ::std::fmt;
use ::std::io;
use ::std::marker::PhantomData;
use ::std::num::NonZero;
use ::std::panic::{AssertUnwindSafe, Location, RefUnwindSafe, UnwindSafe, catch_unwind};
use ::std::sync::Arc;
use ::std::time::Duration;
use explore::Op;
use explore::rt::{self, Object, Place, Tid, Wait};
use scoped::ScopeData;

// ---- handles --------------------------------------------------------------------------------------

struct Inner {
    object: Object,
    tid: Cell<Tid>,
    name: Option<String>,
    /// Unparked and not parked since.
    token: Cell<bool>,
    /// What it runs has returned or panicked.
    done: Cell<bool>,
    payload: Cell<Option<Box<dyn Any + Send>>>,
    scope: Option<Arc<ScopeData>>,
}

// SAFETY: the plain cells are used by one operating-system thread (see the crate's documentation).
unsafe impl Send for Inner {}
// SAFETY: as above.
unsafe impl Sync for Inner {}
impl UnwindSafe for Inner {}
impl RefUnwindSafe for Inner {}

/// A handle to a thread: as [`std::thread::Thread`].
#[derive(Clone)]
pub struct Thread {
    inner: Arc<Inner>,
}

impl Thread {
    fn create(name: Option<String>, scope: Option<Arc<ScopeData>>, place: Place) -> Thread {
        Thread {
            inner: Arc::new(Inner {
                object: Object::new("thread", place),
                tid: Cell::new(0),
                name,
                token: Cell::new(false),
                done: Cell::new(false),
                payload: Cell::new(None),
                scope,
            }),
        }
    }

    /// The handle of the running thread, which was not started through this module: main, or one
    /// of another stand-in.
    fn adopt() -> Thread {
        let tid = rt::current();
        let name = if tid == 0 { Some("main".to_owned()) } else { rt::thread_name(tid) };
        let thread = Thread::create(name, None, Location::caller());
        thread.inner.tid.set(tid);
        thread
    }

    /// Lets the thread's next [`park`] return, or the one it is in.
    #[track_caller]
    pub fn unpark(&self) {
        self.unpark_at(Location::caller());
    }

    #[inline(never)]
    fn unpark_at(&self, place: Place) {
        rt::step(Op::Unpark, &self.inner.object, place);
        if self.inner.token.replace(true) {
            rt::idle();
        }
        rt::changed(&self.inner.object);
    }

    /// The thread's identity.
    #[must_use]
    pub fn id(&self) -> ThreadId {
        ThreadId(NonZero::<u64>::MIN.saturating_add(u64::from(self.inner.tid.get())))
    }

    /// The thread's name, if it has one.
    #[must_use]
    pub fn name(&self) -> Option<&str> {
        self.inner.name.as_deref()
    }
}

impl fmt::Debug for Thread {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Thread").field("id", &self.id()).field("name", &self.name()).finish_non_exhaustive()
    }
}

/// The identity of a thread: as [`std::thread::ThreadId`].
#[derive(Eq, PartialEq, Clone, Copy, Hash, Debug)]
pub struct ThreadId(NonZero<u64>);

/// Where a thread leaves its result.
struct Slot<T>(UnsafeCell<Option<T>>);

// SAFETY: the thread writes the result before it is done, and only then the owner of the handle
// takes it; the result moves between threads, hence `Send`.
unsafe impl<T: Send> Send for Slot<T> {}
// SAFETY: as above.
unsafe impl<T: Send> Sync for Slot<T> {}

/// What both kinds of handles consist of.
struct Join<T> {
    thread: Thread,
    slot: Arc<Slot<T>>,
}

impl<T> Join<T> {
    fn join(self, place: Place) -> Result<T> {
        self.thread.join(place)?;
        // SAFETY: the thread has finished.
        match unsafe { (*self.slot.0.get()).take() } {
            Some(value) => Ok(value),
            None => unreachable!("a thread that did not panic has left its result"),
        }
    }
}

impl Thread {
    #[inline(never)]
    fn join(&self, place: Place) -> Result<()> {
        let tid = self.inner.tid.get();
        rt::join(tid, place);
        let Some(payload) = self.inner.payload.take() else { return Ok(()) };
        rt::value(|| "it panicked".to_owned());
        rt::panic_observed(tid);
        if let Some(scope) = &self.inner.scope {
            scope.handled(tid);
        }
        Err(payload)
    }

    #[inline(never)]
    fn is_finished(&self, place: Place) -> bool {
        rt::step(Op::Other("is_finished"), &self.inner.object, place);
        rt::idle();
        // Others may ask between the last thing the thread did and its end.
        self.inner.done.get() && !rt::rarely()
    }
}

/// Owns a thread until it is joined: as [`std::thread::JoinHandle`].
pub struct JoinHandle<T> {
    join: Join<T>,
    not_unwind_safe: PhantomData<UnsafeCell<()>>,
}

// SAFETY: as std: a handle does nothing with a `T` but give it to the owner, and a thread's result is
// `Send` or the thread could not have been started.
unsafe impl<T> Send for JoinHandle<T> {}
// SAFETY: as above; a shared handle gives no access to the result.
unsafe impl<T> Sync for JoinHandle<T> {}

impl<T> JoinHandle<T> {
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
    pub fn join(self) -> Result<T> {
        self.join.join(Location::caller())
    }

    /// Whether the thread has finished running its function.
    #[track_caller]
    pub fn is_finished(&self) -> bool {
        self.join.thread.is_finished(Location::caller())
    }
}

impl<T> fmt::Debug for JoinHandle<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("JoinHandle").finish_non_exhaustive()
    }
}

// ---- starting -------------------------------------------------------------------------------------

/// Configures a thread before it is started: as [`std::thread::Builder`].
#[must_use = "must eventually spawn the thread"]
#[derive(Debug)]
pub struct Builder {
    name: Option<String>,
    stack_size: Option<usize>,
}

impl Builder {
    /// One without name and with the default stack.
    pub fn new() -> Builder {
        Builder { name: None, stack_size: None }
    }

    /// Names the thread.
    pub fn name(mut self, name: String) -> Builder {
        self.name = Some(name);
        self
    }

    /// Asks for a stack of this many bytes.
    pub fn stack_size(mut self, size: usize) -> Builder {
        self.stack_size = Some(size);
        self
    }

    /// Starts the thread.
    ///
    /// # Errors
    /// Never; real std's may.
    ///
    /// # Panics
    /// If the name contains a zero byte, or outside an execution.
    #[track_caller]
    pub fn spawn<F, T>(self, f: F) -> io::Result<JoinHandle<T>>
    where
        F: FnOnce() -> T,
        F: Send + 'static,
        T: Send + 'static,
    {
        let slot = Arc::new(Slot(UnsafeCell::new(None)));
        let thread = self.launch(None, body(f, &slot), Location::caller());
        Ok(JoinHandle { join: Join { thread, slot }, not_unwind_safe: PhantomData })
    }

    #[inline(never)]
    #[track_caller]
    fn launch(self, scope: Option<Arc<ScopeData>>, body: Box<dyn FnOnce()>, place: Place) -> Thread {
        assert!(rt::active(), "threads can be started only within a model execution");
        if let Some(name) = &self.name {
            assert!(!name.contains('\0'), "thread name may not contain interior null bytes");
        }
        if let Some(scope) = &scope {
            scope.started();
        }
        let thread = Thread::create(self.name.clone(), scope, place);
        let theirs = thread.clone();
        let tid = rt::spawn(self.name, self.stack_size, place, Box::new(move || run(theirs, body)));
        thread.inner.tid.set(tid);
        thread
    }
}

/// Wraps `f` so that its result goes into `slot`.
fn body<'a, F, T>(f: F, slot: &Arc<Slot<T>>) -> Box<dyn FnOnce() + 'a>
where
    F: FnOnce() -> T + 'a,
    T: 'a,
{
    let theirs = Arc::clone(slot);
    Box::new(move || {
        let value = f();
        // SAFETY: nobody takes the result before the thread has finished.
        unsafe { *theirs.0.get() = Some(value) };
    })
}

/// A thread's outermost frame.
fn run(thread: Thread, body: Box<dyn FnOnce()>) {
    let tid = rt::current();
    thread.inner.tid.set(tid);
    local::begin(thread.clone());
    let result = catch_unwind(AssertUnwindSafe(body));
    let panicked = result.is_err();
    if let Err(payload) = result {
        rt::panicked();
        thread.inner.payload.set(Some(payload));
    }
    thread.inner.done.set(true);
    if let Some(scope) = &thread.inner.scope {
        scope.ended(tid, panicked);
    }
    local::end();
}

/// Starts a thread.
///
/// # Panics
/// Outside an execution.
#[track_caller]
pub fn spawn<F, T>(f: F) -> JoinHandle<T>
where
    F: FnOnce() -> T,
    F: Send + 'static,
    T: Send + 'static,
{
    let slot = Arc::new(Slot(UnsafeCell::new(None)));
    let thread = Builder::new().launch(None, body(f, &slot), Location::caller());
    JoinHandle { join: Join { thread, slot }, not_unwind_safe: PhantomData }
}

// ---- the running thread ---------------------------------------------------------------------------

/// The running thread.
#[must_use]
pub fn current() -> Thread {
    local::thread()
}

/// Whether the running thread is unwinding from a panic.
#[must_use]
pub fn panicking() -> bool {
    rt::panicking()
}

/// Lets other threads run.
#[track_caller]
pub fn yield_now() {
    give_way(Location::caller());
}

fn give_way(place: Place) {
    rt::step_bare(Op::Yield, place);
    rt::idle();
}

/// Sleeps for at least `dur` of virtual time.
#[track_caller]
pub fn sleep(dur: Duration) {
    sleep_at(dur, Location::caller());
}

#[inline(never)]
fn sleep_at(dur: Duration, place: Place) {
    if dur.is_zero() {
        return give_way(place);
    }
    rt::wait(Wait { op: Op::Sleep, objects: &[], place, ready: &|| false, deadline: deadline(dur), spurious: false });
    rt::value(|| format!("{dur:?}"));
}

/// Sleeps for at least `ms` milliseconds.
#[deprecated(since = "1.6.0", note = "replaced by `std::thread::sleep`")]
#[track_caller]
pub fn sleep_ms(ms: u32) {
    sleep(Duration::from_millis(u64::from(ms)));
}

/// Waits until somebody unparks the running thread, unless that has happened already. May also
/// return for no reason.
#[track_caller]
pub fn park() {
    park_at(None, Location::caller());
}

/// Like [`park`], for at most `dur` of virtual time.
#[track_caller]
pub fn park_timeout(dur: Duration) {
    park_at(Some(dur), Location::caller());
}

/// Like [`park`], for at most `ms` milliseconds.
#[deprecated(since = "1.6.0", note = "replaced by `std::thread::park_timeout`")]
#[track_caller]
pub fn park_timeout_ms(ms: u32) {
    park_timeout(Duration::from_millis(u64::from(ms)));
}

#[inline(never)]
fn park_at(timeout: Option<Duration>, place: Place) {
    let thread = current();
    rt::wait(Wait {
        op: Op::Park,
        objects: &[&thread.inner.object],
        place,
        ready: &|| thread.inner.token.get(),
        deadline: timeout.and_then(deadline),
        spurious: true,
    });
    thread.inner.token.set(false);
}

/// How many threads can run at once: always 4.
///
/// # Errors
/// Never; real std's may.
pub fn available_parallelism() -> io::Result<NonZero<usize>> {
    Ok(NonZero::<usize>::MIN.saturating_add(3))
}
