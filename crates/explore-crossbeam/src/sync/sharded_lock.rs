//! A lock for many readers or one writer.

use explore::Op;
use explore::rt::{self, Object, Place};
use std::cell::{Cell, UnsafeCell};
use std::fmt;
use std::marker::PhantomData;
use std::ops::{Deref, DerefMut};
use std::panic::{Location, RefUnwindSafe, UnwindSafe};
use std::sync::{LockResult, PoisonError, TryLockError, TryLockResult};

/// Protects data that many may read or one may write.
pub struct ShardedLock<T: ?Sized> {
    raw: Raw,
    data: UnsafeCell<T>,
}

// SAFETY: the lock's cells are touched only by the running model thread, and control changes hands
// only inside `explore::rt`; all model threads share one operating-system thread. The data is
// guarded by the lock itself. The bounds are those of the original.
unsafe impl<T: ?Sized + Send> Send for ShardedLock<T> {}
// SAFETY: as above.
unsafe impl<T: ?Sized + Send + Sync> Sync for ShardedLock<T> {}

impl<T: ?Sized> UnwindSafe for ShardedLock<T> {}
impl<T: ?Sized> RefUnwindSafe for ShardedLock<T> {}

/// The lock without its data.
struct Raw {
    object: Object,
    readers: Cell<usize>,
    written: Cell<bool>,
    /// Writers that wait for readers to leave. While there are any, nobody begins to read: reading
    /// twice in one thread may deadlock, as it may with the original.
    waiting: Cell<usize>,
    poisoned: Cell<bool>,
}

impl Raw {
    fn readable(&self) -> bool {
        !self.written.get() && self.waiting.get() == 0
    }

    fn writable(&self) -> bool {
        !self.written.get() && self.readers.get() == 0
    }

    fn read(&self, place: Place) {
        rt::step_when(Op::Read, &self.object, place, &|| self.readable());
        self.begin_reading(place);
    }

    fn try_read(&self, place: Place) -> bool {
        rt::step(Op::TryLock, &self.object, place);
        let free = self.readable();
        if free {
            self.begin_reading(place);
        } else {
            failed();
        }
        free
    }

    fn begin_reading(&self, place: Place) {
        self.readers.set(self.readers.get() + 1);
        rt::acquired(&self.object, place);
        rt::changed(&self.object);
    }

    fn end_reading(&self, place: Place) {
        rt::step(Op::Unlock, &self.object, place);
        self.readers.set(self.readers.get() - 1);
        rt::released(&self.object);
        rt::changed(&self.object);
    }

    fn write(&self, place: Place) {
        rt::step(Op::Write, &self.object, place);
        if !self.writable() {
            self.waiting.set(self.waiting.get() + 1);
            rt::changed(&self.object);
            rt::step_when(Op::Write, &self.object, place, &|| self.writable());
            self.waiting.set(self.waiting.get() - 1);
        }
        self.begin_writing(place);
    }

    fn try_write(&self, place: Place) -> bool {
        rt::step(Op::TryLock, &self.object, place);
        let free = self.writable();
        if free {
            self.begin_writing(place);
        } else {
            failed();
        }
        free
    }

    fn begin_writing(&self, place: Place) {
        self.written.set(true);
        rt::acquired(&self.object, place);
        rt::changed(&self.object);
    }

    fn end_writing(&self, panicked: bool, place: Place) {
        if panicked {
            self.poisoned.set(true);
        }
        rt::step(Op::Unlock, &self.object, place);
        self.written.set(false);
        rt::released(&self.object);
        rt::changed(&self.object);
    }

    fn check<G>(&self, guard: G) -> LockResult<G> {
        if self.poisoned.get() { Err(PoisonError::new(guard)) } else { Ok(guard) }
    }
}

fn failed() {
    rt::value(|| "fails".to_owned());
    rt::idle();
}

impl<T> ShardedLock<T> {
    /// An unlocked lock.
    #[track_caller]
    pub fn new(value: T) -> ShardedLock<T> {
        let raw = Raw {
            object: Object::new("ShardedLock", Location::caller()),
            readers: Cell::new(0),
            written: Cell::new(false),
            waiting: Cell::new(0),
            poisoned: Cell::new(false),
        };
        ShardedLock { raw, data: UnsafeCell::new(value) }
    }

    /// The data, without the lock.
    ///
    /// # Errors
    /// If a writer panicked; with the data.
    pub fn into_inner(self) -> LockResult<T> {
        let ShardedLock { raw, data } = self;
        raw.check(data.into_inner())
    }
}

impl<T: ?Sized> ShardedLock<T> {
    /// Whether a writer panicked.
    pub fn is_poisoned(&self) -> bool {
        self.raw.poisoned.get()
    }

    /// The data, of a lock that belongs to the caller alone.
    ///
    /// # Errors
    /// If a writer panicked; with the data.
    pub fn get_mut(&mut self) -> LockResult<&mut T> {
        self.raw.check(self.data.get_mut())
    }

    /// Begins to read if that needs no waiting.
    ///
    /// # Errors
    /// If it does, or if a writer panicked; in that case with the guard.
    #[track_caller]
    pub fn try_read(&self) -> TryLockResult<ShardedLockReadGuard<'_, T>> {
        if !self.raw.try_read(Location::caller()) {
            return Err(TryLockError::WouldBlock);
        }
        Ok(self.raw.check(self.read_guard(Location::caller()))?)
    }

    /// Waits until nobody writes, and begins to read.
    ///
    /// # Errors
    /// If a writer panicked; with the guard.
    #[track_caller]
    pub fn read(&self) -> LockResult<ShardedLockReadGuard<'_, T>> {
        self.raw.read(Location::caller());
        self.raw.check(self.read_guard(Location::caller()))
    }

    /// Begins to write if that needs no waiting.
    ///
    /// # Errors
    /// If it does, or if a writer panicked; in that case with the guard.
    #[track_caller]
    pub fn try_write(&self) -> TryLockResult<ShardedLockWriteGuard<'_, T>> {
        if !self.raw.try_write(Location::caller()) {
            return Err(TryLockError::WouldBlock);
        }
        Ok(self.raw.check(self.write_guard(Location::caller()))?)
    }

    /// Waits until nobody reads or writes, and begins to write.
    ///
    /// # Errors
    /// If a writer panicked; with the guard.
    #[track_caller]
    pub fn write(&self) -> LockResult<ShardedLockWriteGuard<'_, T>> {
        self.raw.write(Location::caller());
        self.raw.check(self.write_guard(Location::caller()))
    }

    fn read_guard(&self, place: Place) -> ShardedLockReadGuard<'_, T> {
        ShardedLockReadGuard { lock: self, place, _not_send: PhantomData }
    }

    fn write_guard(&self, place: Place) -> ShardedLockWriteGuard<'_, T> {
        ShardedLockWriteGuard { lock: self, place, panicking: rt::panicking(), _not_send: PhantomData }
    }
}

impl<T: ?Sized + fmt::Debug> fmt::Debug for ShardedLock<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.raw.written.get() {
            return f.debug_struct("ShardedLock").field("data", &format_args!("<locked>")).finish();
        }
        // Formatting must not be interrupted by a writer, should it come to a scheduling point.
        self.raw.readers.set(self.raw.readers.get() + 1);
        // SAFETY: nobody writes, and none begins to while this reader is counted.
        let result = f.debug_struct("ShardedLock").field("data", &unsafe { &*self.data.get() }).finish();
        self.raw.readers.set(self.raw.readers.get() - 1);
        rt::changed(&self.raw.object);
        result
    }
}

impl<T: Default> Default for ShardedLock<T> {
    #[track_caller]
    fn default() -> ShardedLock<T> {
        ShardedLock::new(T::default())
    }
}

impl<T> From<T> for ShardedLock<T> {
    #[track_caller]
    fn from(t: T) -> Self {
        ShardedLock::new(t)
    }
}

/// Reads until it is dropped.
#[must_use = "if unused the lock is released at once"]
pub struct ShardedLockReadGuard<'a, T: ?Sized> {
    lock: &'a ShardedLock<T>,
    place: Place,
    _not_send: PhantomData<*const ()>,
}

// SAFETY: a shared guard gives out `&T` only.
unsafe impl<T: ?Sized + Sync> Sync for ShardedLockReadGuard<'_, T> {}

impl<T: ?Sized> Deref for ShardedLockReadGuard<'_, T> {
    type Target = T;

    fn deref(&self) -> &T {
        // SAFETY: nobody writes while the guard exists.
        unsafe { &*self.lock.data.get() }
    }
}

impl<T: ?Sized> Drop for ShardedLockReadGuard<'_, T> {
    fn drop(&mut self) {
        self.lock.raw.end_reading(self.place);
    }
}

impl<T: fmt::Debug> fmt::Debug for ShardedLockReadGuard<'_, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ShardedLockReadGuard").field("lock", &self.lock).finish()
    }
}

impl<T: ?Sized + fmt::Display> fmt::Display for ShardedLockReadGuard<'_, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        (**self).fmt(f)
    }
}

/// Writes until it is dropped.
#[must_use = "if unused the lock is released at once"]
pub struct ShardedLockWriteGuard<'a, T: ?Sized> {
    lock: &'a ShardedLock<T>,
    place: Place,
    /// Whether the thread was unwinding already when it locked.
    panicking: bool,
    _not_send: PhantomData<*const ()>,
}

// SAFETY: a shared guard gives out `&T` only.
unsafe impl<T: ?Sized + Sync> Sync for ShardedLockWriteGuard<'_, T> {}

impl<T: ?Sized> Deref for ShardedLockWriteGuard<'_, T> {
    type Target = T;

    fn deref(&self) -> &T {
        // SAFETY: nobody else reads or writes while the guard exists.
        unsafe { &*self.lock.data.get() }
    }
}

impl<T: ?Sized> DerefMut for ShardedLockWriteGuard<'_, T> {
    fn deref_mut(&mut self) -> &mut T {
        // SAFETY: nobody else reads or writes while the guard exists, which is borrowed exclusively.
        unsafe { &mut *self.lock.data.get() }
    }
}

impl<T: ?Sized> Drop for ShardedLockWriteGuard<'_, T> {
    fn drop(&mut self) {
        self.lock.raw.end_writing(!self.panicking && rt::panicking(), self.place);
    }
}

impl<T: fmt::Debug> fmt::Debug for ShardedLockWriteGuard<'_, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ShardedLockWriteGuard").field("lock", &self.lock).finish()
    }
}

impl<T: ?Sized + fmt::Display> fmt::Display for ShardedLockWriteGuard<'_, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        (**self).fmt(f)
    }
}
