//! Threads that borrow: [`scope`].

use explore_std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use explore_std::thread;
use std::any::Any;
use std::cell::{Cell, RefCell};
use std::collections::VecDeque;
use std::fmt;
use std::io;
use std::marker::PhantomData;
use std::mem;
use std::sync::Arc;

/// Runs `f`, which may start threads that borrow what is around it, and waits until all of them have
/// ended.
///
/// # Errors
/// If a thread panicked that nobody joined; with the panics of all such threads, as a
/// `Vec<Box<dyn Any + Send>>`.
///
/// # Panics
/// If `f` does.
#[track_caller]
pub fn scope<'env, F, R>(f: F) -> thread::Result<R>
where
    F: FnOnce(&Scope<'env>) -> R,
{
    let scope = Scope { threads: Arc::new(Threads { handles: RefCell::new(VecDeque::new()) }), _env: PhantomData };
    let result = catch_unwind(AssertUnwindSafe(|| f(&scope)));
    // A thread may start others as long as it runs; these are in the list when it has been joined.
    // A handle that is missing was taken by a thread of this scope, which joins it before it ends.
    let mut panics: Vec<Box<dyn Any + Send + 'static>> = Vec::new();
    loop {
        let next = scope.threads.handles.borrow_mut().pop_front();
        let Some(handle) = next else { break };
        if let Some(handle) = handle.0.take()
            && let Err(panic) = handle.join()
        {
            panics.push(panic);
        }
    }
    match result {
        Err(panic) => resume_unwind(panic),
        Ok(_) if !panics.is_empty() => Err(Box::new(panics)),
        Ok(result) => Ok(result),
    }
}

/// Where threads that borrow are started.
pub struct Scope<'env> {
    threads: Arc<Threads>,
    /// Invariant in the lifetime of what is borrowed.
    _env: PhantomData<&'env mut &'env ()>,
}

struct Threads {
    handles: RefCell<VecDeque<Arc<Handle>>>,
}

// SAFETY: the list is touched only by the running model thread, and never while control changes
// hands, which it does only inside `explore::rt`; all model threads share one operating-system thread.
unsafe impl Send for Threads {}
// SAFETY: as above.
unsafe impl Sync for Threads {}

/// A thread's handle, until somebody joins it.
struct Handle(Cell<Option<thread::JoinHandle<()>>>);

// SAFETY: as for `Threads`.
unsafe impl Send for Handle {}
// SAFETY: as for `Threads`.
unsafe impl Sync for Handle {}

impl<'env> Scope<'env> {
    /// Starts a thread.
    ///
    /// # Panics
    /// If it cannot be started.
    #[track_caller]
    pub fn spawn<'scope, F, T>(&'scope self, f: F) -> ScopedJoinHandle<'scope, T>
    where
        F: FnOnce(&Scope<'env>) -> T,
        F: Send + 'env,
        T: Send + 'env,
    {
        self.builder().spawn(f).expect("failed to spawn scoped thread")
    }

    /// A thread to be given a name or a stack size before it is started.
    pub fn builder<'scope>(&'scope self) -> ScopedThreadBuilder<'scope, 'env> {
        ScopedThreadBuilder { scope: self, builder: thread::Builder::new() }
    }
}

impl fmt::Debug for Scope<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad("Scope { .. }")
    }
}

/// A thread about to be started in a scope.
#[derive(Debug)]
pub struct ScopedThreadBuilder<'scope, 'env> {
    scope: &'scope Scope<'env>,
    builder: thread::Builder,
}

impl<'scope, 'env> ScopedThreadBuilder<'scope, 'env> {
    /// Names it.
    pub fn name(mut self, name: String) -> ScopedThreadBuilder<'scope, 'env> {
        self.builder = self.builder.name(name);
        self
    }

    /// Sets the size of its stack, in bytes.
    pub fn stack_size(mut self, size: usize) -> ScopedThreadBuilder<'scope, 'env> {
        self.builder = self.builder.stack_size(size);
        self
    }

    /// Starts it.
    ///
    /// # Errors
    /// If it cannot be started.
    #[track_caller]
    pub fn spawn<F, T>(self, f: F) -> io::Result<ScopedJoinHandle<'scope, T>>
    where
        F: FnOnce(&Scope<'env>) -> T,
        F: Send + 'env,
        T: Send + 'env,
    {
        let result = Arc::new(Slot(Cell::new(None)));
        let threads = Arc::clone(&self.scope.threads);
        let body = {
            let (result, threads) = (Arc::clone(&result), Arc::clone(&threads));
            move || {
                let scope = Scope { threads, _env: PhantomData };
                result.0.set(Some(f(&scope)));
            }
        };
        let body: Box<dyn FnOnce() + Send + 'env> = Box::new(body);
        // SAFETY: only the lifetime changes. `scope` does not return before the thread has ended,
        // and everything borrowed for `'env` outlives the call of `scope`.
        let body: Box<dyn FnOnce() + Send + 'static> = unsafe { mem::transmute(body) };
        let handle = self.builder.spawn(body)?;
        let thread = handle.thread().clone();
        let handle = Arc::new(Handle(Cell::new(Some(handle))));
        threads.handles.borrow_mut().push_back(Arc::clone(&handle));
        Ok(ScopedJoinHandle { handle, result, thread, _scope: PhantomData })
    }
}

/// What a thread returned, until its handle fetches it.
struct Slot<T>(Cell<Option<T>>);

// SAFETY: as for `Threads`; the value moves from one model thread to another.
unsafe impl<T: Send> Send for Slot<T> {}
// SAFETY: as above.
unsafe impl<T: Send> Sync for Slot<T> {}

/// A thread started in a scope.
pub struct ScopedJoinHandle<'scope, T> {
    handle: Arc<Handle>,
    result: Arc<Slot<T>>,
    thread: thread::Thread,
    _scope: PhantomData<&'scope ()>,
}

// SAFETY: like the original. The result is made of a `T: Send`, the bound of every way to get a
// handle; for the cells see `Threads`.
unsafe impl<T> Send for ScopedJoinHandle<'_, T> {}
// SAFETY: as above; a shared handle gives out the thread only.
unsafe impl<T> Sync for ScopedJoinHandle<'_, T> {}

impl<T> ScopedJoinHandle<'_, T> {
    /// Waits until the thread has ended and returns what it returned.
    ///
    /// # Errors
    /// If it panicked; with the panic.
    #[track_caller]
    pub fn join(self) -> thread::Result<T> {
        let handle =
            self.handle.0.take().expect("only `join`, which takes the handle, takes the thread before the scope ends");
        handle.join()?;
        Ok(self.result.0.take().expect("a thread that has not panicked has returned"))
    }

    /// The thread.
    pub fn thread(&self) -> &thread::Thread {
        &self.thread
    }
}

impl<T> fmt::Debug for ScopedJoinHandle<'_, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad("ScopedJoinHandle { .. }")
    }
}
