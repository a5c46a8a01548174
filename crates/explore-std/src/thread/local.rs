//! Variables of which every model thread has its own, and what else belongs to one thread.

use super::Thread;
use ::std::cell::{Cell, OnceCell, RefCell};
use ::std::error::Error;
use ::std::fmt;
use ::std::marker::PhantomData;
use ::std::panic::{AssertUnwindSafe, catch_unwind};
use explore::{Diagnosis, rt};

// ---- what belongs to the running thread -----------------------------------------------------------

/// A thread-local's value in one thread.
struct Entry {
    key: usize,
    /// A box given up; null once it is destroyed.
    value: *mut (),
    drop: unsafe fn(*mut ()),
    /// Whether destroying it runs code; otherwise it stays usable until the thread is gone.
    needs_drop: bool,
}

struct Local {
    thread: OnceCell<Thread>,
    entries: RefCell<Vec<Entry>>,
    /// Keys of the entries to destroy when the thread ends, in the order they were initialised.
    to_destroy: RefCell<Vec<usize>>,
}

impl Local {
    const fn new() -> Local {
        Local { thread: OnceCell::new(), entries: RefCell::new(Vec::new()), to_destroy: RefCell::new(Vec::new()) }
    }

    /// Destroys what has a destructor, the last initialised first; destructors may initialise more.
    fn destroy(&self) {
        loop {
            let Some(key) = self.to_destroy.borrow_mut().pop() else { return };
            let taken = self.entries.borrow_mut().iter_mut().find(|entry| entry.key == key).map(|entry| {
                let value = ::std::mem::replace(&mut entry.value, ::std::ptr::null_mut());
                (value, entry.drop)
            });
            let Some((value, drop)) = taken else { continue };
            // SAFETY: `drop` is the one for the type of this box, which is taken out for good.
            if catch_unwind(AssertUnwindSafe(|| unsafe { drop(value) })).is_err() {
                rt::panic_caught();
                rt::fail(Diagnosis::Panicked, "a thread-local's destructor panicked".to_owned(), None);
            }
        }
    }
}

impl Drop for Local {
    fn drop(&mut self) {
        for entry in self.entries.get_mut() {
            if !entry.value.is_null() {
                // SAFETY: as in `destroy`; there is no destructor to run, only memory to free.
                unsafe { (entry.drop)(entry.value) };
            }
        }
    }
}

/// What the kernel keeps for a thread. Dropping the owner is the end of the thread's locals.
struct Handle {
    local: *mut Local,
    owner: bool,
}

impl Drop for Handle {
    fn drop(&mut self) {
        if !self.owner {
            return;
        }
        // Destructors may use other thread-locals, so these are to be found meanwhile.
        let local = self.local;
        put(Handle { local, owner: false });
        // SAFETY: made by `Box::into_raw` in `current`, and freed only below.
        unsafe { (*local).destroy() };
        drop(rt::with_slot(Option::take));
        // SAFETY: as above; the handle just dropped was the last to refer to it.
        drop(unsafe { Box::from_raw(local) });
    }
}

fn put(handle: Handle) {
    let before = rt::with_slot(|slot| slot.replace(Box::new(handle)));
    drop(before);
}

/// The running thread's own data; lives until the thread's outermost frame ends.
fn current() -> *const Local {
    if !rt::active() {
        ::std::thread_local! {
            /// For code outside of executions; never freed, so that the pointer stays good.
            static OUTSIDE: &'static Local = Box::leak(Box::new(Local::new()));
        }
        return OUTSIDE.with(|local| ::std::ptr::from_ref(*local));
    }
    let found =
        rt::with_slot(|slot| slot.as_ref().and_then(|any| any.downcast_ref::<Handle>()).map(|handle| handle.local));
    found.unwrap_or_else(|| {
        let local = Box::into_raw(Box::new(Local::new()));
        put(Handle { local, owner: true });
        local
    })
}

/// The running thread was started with this handle.
pub(super) fn begin(thread: Thread) {
    // SAFETY: the running thread's data lives on while the thread runs.
    let local = unsafe { &*current() };
    if local.thread.set(thread).is_err() {
        unreachable!("a thread begins once");
    }
}

/// The running thread has ended what it was given: destroys its thread-locals.
pub(super) fn end() {
    drop(rt::with_slot(Option::take));
}

/// The handle of the running thread.
pub(super) fn thread() -> Thread {
    // SAFETY: as in `begin`.
    unsafe { &*current() }.thread.get_or_init(Thread::adopt).clone()
}

enum Found {
    Absent,
    Destroyed,
    At(*mut ()),
}

#[inline(never)]
fn find(key: usize) -> Found {
    // SAFETY: as in `begin`.
    let local = unsafe { &*current() };
    match local.entries.borrow().iter().find(|entry| entry.key == key) {
        None => Found::Absent,
        Some(entry) if entry.value.is_null() => Found::Destroyed,
        Some(entry) => Found::At(entry.value),
    }
}

#[inline(never)]
fn insert(entry: Entry) {
    // SAFETY: as in `begin`.
    let local = unsafe { &*current() };
    let key = entry.key;
    // An initialiser may have used the variable it initialises; the value of the outer one stays.
    let old = {
        let mut entries = local.entries.borrow_mut();
        match entries.iter_mut().find(|old| old.key == key) {
            Some(old) => Some((::std::mem::replace(&mut old.value, entry.value), old.drop)),
            None => {
                if entry.needs_drop {
                    local.to_destroy.borrow_mut().push(key);
                }
                entries.push(entry);
                None
            }
        }
    };
    if let Some((value, drop)) = old
        && !value.is_null()
    {
        // SAFETY: the box was made for this key's type and is not reachable any more.
        unsafe { drop(value) };
    }
}

/// # Safety
/// `value` is a `Box<T>` given up, and not used again.
unsafe fn free<T>(value: *mut ()) {
    // SAFETY: the caller's promise.
    drop(unsafe { Box::from_raw(value.cast::<T>()) });
}

// ---- keys -----------------------------------------------------------------------------------------

/// Tells one thread-local from all others by its address.
#[doc(hidden)]
pub struct LocalIdentity<T> {
    /// So that no two have the same address.
    _byte: u8,
    values: PhantomData<fn() -> T>,
}

impl<T> LocalIdentity<T> {
    /// A new identity, to be put into a static.
    #[must_use]
    pub const fn new() -> LocalIdentity<T> {
        LocalIdentity { _byte: 0, values: PhantomData }
    }
}

/// A thread-local variable: as [`std::thread::LocalKey`].
pub struct LocalKey<T: 'static> {
    identity: &'static LocalIdentity<T>,
    init: fn() -> T,
}

/// The variable of this thread has been destroyed: as
/// [`std::thread::AccessError`].
#[non_exhaustive]
#[derive(Clone, Copy, Eq, PartialEq)]
pub struct AccessError;

impl fmt::Debug for AccessError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("AccessError").finish()
    }
}

impl fmt::Display for AccessError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt("already destroyed", f)
    }
}

impl Error for AccessError {}

impl<T: 'static> fmt::Debug for LocalKey<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("LocalKey").finish_non_exhaustive()
    }
}

#[cold]
#[inline(never)]
#[track_caller]
fn destroyed() -> ! {
    panic!("cannot access a Thread Local Storage value during or after destruction: {AccessError:?}")
}

impl<T: 'static> LocalKey<T> {
    #[doc(hidden)]
    #[must_use]
    pub const fn declare(identity: &'static LocalIdentity<T>, init: fn() -> T) -> LocalKey<T> {
        LocalKey { identity, init }
    }

    fn key(&self) -> usize {
        ::std::ptr::from_ref(self.identity).addr()
    }

    /// Where the running thread's value is, initialised with `initial` or by the declaration; none
    /// if it is destroyed. `initial` is left alone if there is a value already.
    fn place(&self, initial: Option<&mut Option<T>>) -> Option<*const T> {
        match find(self.key()) {
            Found::At(value) => Some(value.cast()),
            Found::Destroyed => None,
            Found::Absent => {
                let value = initial.and_then(Option::take).unwrap_or_else(self.init);
                let value: *mut T = Box::into_raw(Box::new(value));
                let needs_drop = ::std::mem::needs_drop::<T>();
                insert(Entry { key: self.key(), value: value.cast(), drop: free::<T>, needs_drop });
                Some(value)
            }
        }
    }

    /// Gives the running thread's value to `f`.
    ///
    /// # Panics
    /// If the thread is ending and the value is destroyed.
    #[track_caller]
    pub fn with<F, R>(&'static self, f: F) -> R
    where
        F: FnOnce(&T) -> R,
    {
        match self.try_with(f) {
            Ok(result) => result,
            Err(AccessError) => destroyed(),
        }
    }

    /// Gives the running thread's value to `f`.
    ///
    /// # Errors
    /// If the thread is ending and the value is destroyed.
    pub fn try_with<F, R>(&'static self, f: F) -> Result<R, AccessError>
    where
        F: FnOnce(&T) -> R,
    {
        let value = self.place(None).ok_or(AccessError)?;
        // SAFETY: the address of the identity belongs to this key alone, so the value is a `T`; it is
        // destroyed only when the thread ends, that is, after `f`.
        Ok(f(unsafe { &*value }))
    }

    /// Puts `value` in by initialising with it, or else gives both to `f`.
    #[track_caller]
    fn put<R>(&'static self, value: T, f: impl FnOnce(Option<T>, &T) -> R) -> R {
        let mut value = Some(value);
        match self.place(Some(&mut value)) {
            // SAFETY: as in `try_with`.
            Some(place) => f(value, unsafe { &*place }),
            None => destroyed(),
        }
    }
}

impl<T: 'static> LocalKey<Cell<T>> {
    /// Sets the value, without running the declared initialiser.
    ///
    /// # Panics
    /// If the thread is ending and the value is destroyed.
    #[track_caller]
    pub fn set(&'static self, value: T) {
        self.put(Cell::new(value), |value, cell| {
            if let Some(value) = value {
                cell.set(value.into_inner());
            }
        });
    }

    /// A copy of the value.
    ///
    /// # Panics
    /// If the thread is ending and the value is destroyed.
    #[track_caller]
    pub fn get(&'static self) -> T
    where
        T: Copy,
    {
        self.with(Cell::get)
    }

    /// The value; leaves the default behind.
    ///
    /// # Panics
    /// If the thread is ending and the value is destroyed.
    #[track_caller]
    pub fn take(&'static self) -> T
    where
        T: Default,
    {
        self.with(Cell::take)
    }

    /// The value; leaves `value` behind.
    ///
    /// # Panics
    /// If the thread is ending and the value is destroyed.
    #[track_caller]
    pub fn replace(&'static self, value: T) -> T {
        self.with(|cell| cell.replace(value))
    }
}

impl<T: 'static> LocalKey<RefCell<T>> {
    /// Gives the value to `f`.
    ///
    /// # Panics
    /// If it is mutably borrowed, or destroyed.
    #[track_caller]
    pub fn with_borrow<F, R>(&'static self, f: F) -> R
    where
        F: FnOnce(&T) -> R,
    {
        self.with(|cell| f(&cell.borrow()))
    }

    /// Gives the value to `f`, which may change it.
    ///
    /// # Panics
    /// If it is borrowed, or destroyed.
    #[track_caller]
    pub fn with_borrow_mut<F, R>(&'static self, f: F) -> R
    where
        F: FnOnce(&mut T) -> R,
    {
        self.with(|cell| f(&mut cell.borrow_mut()))
    }

    /// Sets the value, without running the declared initialiser.
    ///
    /// # Panics
    /// If it is borrowed, or destroyed.
    #[track_caller]
    pub fn set(&'static self, value: T) {
        self.put(RefCell::new(value), |value, cell| {
            if let Some(value) = value {
                *cell.borrow_mut() = value.into_inner();
            }
        });
    }

    /// The value; leaves the default behind.
    ///
    /// # Panics
    /// If it is borrowed, or destroyed.
    #[track_caller]
    pub fn take(&'static self) -> T
    where
        T: Default,
    {
        self.with(RefCell::take)
    }

    /// The value; leaves `value` behind.
    ///
    /// # Panics
    /// If it is borrowed, or destroyed.
    #[track_caller]
    pub fn replace(&'static self, value: T) -> T {
        self.with(|cell| cell.replace(value))
    }
}
