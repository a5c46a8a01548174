//! Mutual exclusion.

use super::would_wait;
use crate::statics::{Span, first_use};
use ::std::cell::{Cell, UnsafeCell};
use ::std::fmt;
use ::std::marker::PhantomData;
use ::std::ops::{Deref, DerefMut};
use ::std::panic::{Location, RefUnwindSafe, UnwindSafe};
use ::std::sync::{LockResult, PoisonError, TryLockError, TryLockResult};
use explore::Op;
use explore::rt::{self, Object, Place};

/// What a mutex is without its data: compiled once, here.
pub(crate) struct RawMutex {
    object: Object,
    locked: Cell<bool>,
    poisoned: Cell<bool>,
    /// Where the holder locked it: what a trace shows for the unlocking, which has no place.
    place: Cell<Place>,
}

impl RawMutex {
    const fn new(place: Place) -> RawMutex {
        RawMutex {
            object: Object::new("Mutex", place),
            locked: Cell::new(false),
            poisoned: Cell::new(false),
            place: Cell::new(place),
        }
    }

    #[inline]
    fn enter(&self, data: Span) {
        if first_use(&self.object, data) {
            self.locked.set(false);
            self.poisoned.set(false);
        }
    }

    #[inline(never)]
    fn lock(&self, data: Span, place: Place) {
        self.enter(data);
        self.acquire(place);
    }

    fn acquire(&self, place: Place) {
        rt::step_when(Op::Lock, &self.object, place, &|| !self.locked.get());
        if self.locked.get() {
            would_wait("`lock`");
        }
        self.take(place);
    }

    fn take(&self, place: Place) {
        self.locked.set(true);
        self.place.set(place);
        rt::acquired(&self.object, place);
        rt::changed(&self.object);
    }

    #[inline(never)]
    fn try_lock(&self, data: Span, place: Place) -> bool {
        self.enter(data);
        rt::step(Op::TryLock, &self.object, place);
        if self.locked.get() {
            rt::value(|| "fails".to_owned());
            rt::idle();
            return false;
        }
        self.take(place);
        true
    }

    /// Gives the lock back without a scheduling point of its own.
    fn release(&self) {
        self.locked.set(false);
        rt::released(&self.object);
        rt::changed(&self.object);
    }

    #[inline(never)]
    fn unlock(&self, panicking_before: bool) {
        if !panicking_before && rt::panicking() {
            self.poisoned.set(true);
        }
        rt::step(Op::Unlock, &self.object, self.place.get());
        self.release();
    }

    #[inline(never)]
    fn is_poisoned(&self, data: Span, place: Place) -> bool {
        self.enter(data);
        rt::step(Op::Other("is_poisoned"), &self.object, place);
        rt::idle();
        self.poisoned.get()
    }

    #[inline(never)]
    fn clear_poison(&self, data: Span, place: Place) {
        self.enter(data);
        rt::step(Op::Other("clear_poison"), &self.object, place);
        self.poisoned.set(false);
    }

    /// For a condition variable: gives the lock back, waits as `wait` does, and takes it again.
    pub(crate) fn unlocked<R>(&self, place: Place, wait: impl FnOnce() -> R) -> R {
        self.release();
        let result = wait();
        self.acquire(place);
        result
    }
}

/// A lock that protects data: as [`std::sync::Mutex`].
pub struct Mutex<T: ?Sized> {
    raw: RawMutex,
    data: UnsafeCell<T>,
}

// SAFETY: the data is handed out to one thread at a time, so it needs to be `Send` only; the plain
// cells of the lock are used by one operating-system thread (see the crate's documentation).
unsafe impl<T: ?Sized + Send> Send for Mutex<T> {}
// SAFETY: as above.
unsafe impl<T: ?Sized + Send> Sync for Mutex<T> {}
impl<T: ?Sized> UnwindSafe for Mutex<T> {}
impl<T: ?Sized> RefUnwindSafe for Mutex<T> {}

/// Holds the lock until it is dropped: as [`std::sync::MutexGuard`].
#[must_use = "if unused the Mutex will immediately unlock"]
pub struct MutexGuard<'a, T: ?Sized + 'a> {
    lock: &'a Mutex<T>,
    panicking: bool,
    not_send: PhantomData<*const ()>,
}

// SAFETY: a shared guard gives out `&T` only.
unsafe impl<T: ?Sized + Sync> Sync for MutexGuard<'_, T> {}

impl<T> Mutex<T> {
    /// An unlocked mutex.
    #[track_caller]
    pub const fn new(t: T) -> Mutex<T> {
        Mutex { raw: RawMutex::new(Location::caller()), data: UnsafeCell::new(t) }
    }
}

impl<T: ?Sized> Mutex<T> {
    /// Waits until it is free and locks it.
    ///
    /// # Errors
    /// If a thread panicked while it held the lock; the guard is inside.
    #[track_caller]
    pub fn lock(&self) -> LockResult<MutexGuard<'_, T>> {
        self.raw.lock(Span::of(&self.data), Location::caller());
        self.guard()
    }

    /// Locks it if it is free.
    ///
    /// # Errors
    /// If it is locked, or poisoned.
    #[track_caller]
    pub fn try_lock(&self) -> TryLockResult<MutexGuard<'_, T>> {
        if !self.raw.try_lock(Span::of(&self.data), Location::caller()) {
            return Err(TryLockError::WouldBlock);
        }
        Ok(self.guard()?)
    }

    #[inline]
    fn guard(&self) -> LockResult<MutexGuard<'_, T>> {
        let guard = MutexGuard { lock: self, panicking: rt::panicking(), not_send: PhantomData };
        if self.raw.poisoned.get() { Err(PoisonError::new(guard)) } else { Ok(guard) }
    }

    /// Whether a thread panicked while it held the lock.
    #[track_caller]
    pub fn is_poisoned(&self) -> bool {
        self.raw.is_poisoned(Span::of(&self.data), Location::caller())
    }

    /// Forgets that a thread panicked while it held the lock.
    #[track_caller]
    pub fn clear_poison(&self) {
        self.raw.clear_poison(Span::of(&self.data), Location::caller());
    }

    /// The data.
    ///
    /// # Errors
    /// If poisoned; the data is inside.
    pub fn into_inner(self) -> LockResult<T>
    where
        T: Sized,
    {
        let poisoned = self.raw.poisoned.get();
        let data = self.data.into_inner();
        if poisoned { Err(PoisonError::new(data)) } else { Ok(data) }
    }

    /// The data, without locking: nobody else has the mutex.
    ///
    /// # Errors
    /// If poisoned; the data is inside.
    pub fn get_mut(&mut self) -> LockResult<&mut T> {
        let poisoned = self.raw.poisoned.get();
        let data = self.data.get_mut();
        if poisoned { Err(PoisonError::new(data)) } else { Ok(data) }
    }
}

impl<T> From<T> for Mutex<T> {
    #[track_caller]
    fn from(t: T) -> Self {
        Mutex::new(t)
    }
}

impl<T: Default> Default for Mutex<T> {
    #[track_caller]
    fn default() -> Mutex<T> {
        Mutex::new(T::default())
    }
}

impl<T: ?Sized + fmt::Debug> fmt::Debug for Mutex<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.raw.enter(Span::of(&self.data));
        let mut out = f.debug_struct("Mutex");
        if self.raw.locked.get() {
            out.field("data", &"<locked>");
        } else {
            self.raw.take(self.raw.place.get());
            let _held = Held(&self.raw);
            // SAFETY: the lock was free and is held until the end of this block.
            let data = unsafe { &*self.data.get() };
            out.field("data", &data);
        }
        out.field("poisoned", &self.raw.poisoned.get());
        out.finish_non_exhaustive()
    }
}

/// Holds the lock while it is formatted; neither end is a scheduling point.
struct Held<'a>(&'a RawMutex);

impl Drop for Held<'_> {
    fn drop(&mut self) {
        self.0.release();
    }
}

impl<'a, T: ?Sized> MutexGuard<'a, T> {
    pub(crate) fn raw(&self) -> &'a RawMutex {
        &self.lock.raw
    }

    /// As it is after a condition variable has locked the mutex again.
    pub(crate) fn relocked(self) -> LockResult<MutexGuard<'a, T>> {
        if self.lock.raw.poisoned.get() { Err(PoisonError::new(self)) } else { Ok(self) }
    }
}

impl<T: ?Sized> Deref for MutexGuard<'_, T> {
    type Target = T;

    #[inline]
    fn deref(&self) -> &T {
        // SAFETY: the guard holds the lock.
        unsafe { &*self.lock.data.get() }
    }
}

impl<T: ?Sized> DerefMut for MutexGuard<'_, T> {
    #[inline]
    fn deref_mut(&mut self) -> &mut T {
        // SAFETY: the guard holds the lock and is borrowed exclusively.
        unsafe { &mut *self.lock.data.get() }
    }
}

impl<T: ?Sized> Drop for MutexGuard<'_, T> {
    #[inline]
    fn drop(&mut self) {
        self.lock.raw.unlock(self.panicking);
    }
}

impl<T: ?Sized + fmt::Debug> fmt::Debug for MutexGuard<'_, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        (**self).fmt(f)
    }
}

impl<T: ?Sized + fmt::Display> fmt::Display for MutexGuard<'_, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        (**self).fmt(f)
    }
}
