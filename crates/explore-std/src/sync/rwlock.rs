//! Readers together or one writer alone.

use super::would_wait;
use crate::statics::{Span, first_use};
use ::std::cell::{Cell, UnsafeCell};
use ::std::fmt;
use ::std::marker::PhantomData;
use ::std::mem::ManuallyDrop;
use ::std::ops::{Deref, DerefMut};
use ::std::panic::{Location, RefUnwindSafe, UnwindSafe};
use ::std::ptr::NonNull;
use ::std::sync::{LockResult, PoisonError, TryLockError, TryLockResult};
use explore::Op;
use explore::rt::{self, Object, Place};

/// What a read-write lock is without its data: compiled once, here.
pub(crate) struct RawRwLock {
    object: Object,
    readers: Cell<u32>,
    writer: Cell<bool>,
    /// Writers that found it locked and wait.
    writers_waiting: Cell<u32>,
    poisoned: Cell<bool>,
    place: Cell<Place>,
}

impl UnwindSafe for RawRwLock {}
impl RefUnwindSafe for RawRwLock {}

impl RawRwLock {
    const fn new(place: Place) -> RawRwLock {
        RawRwLock {
            object: Object::new("RwLock", place),
            readers: Cell::new(0),
            writer: Cell::new(false),
            writers_waiting: Cell::new(0),
            poisoned: Cell::new(false),
            place: Cell::new(place),
        }
    }

    #[inline]
    fn enter(&self, data: Span) {
        if first_use(&self.object, data) {
            self.readers.set(0);
            self.writer.set(false);
            self.writers_waiting.set(0);
            self.poisoned.set(false);
        }
    }

    /// Readers do not join others while a writer waits for those to leave; once the lock is free,
    /// whoever comes first gets it.
    fn readable(&self) -> bool {
        !self.writer.get() && (self.readers.get() == 0 || self.writers_waiting.get() == 0)
    }

    fn writable(&self) -> bool {
        !self.writer.get() && self.readers.get() == 0
    }

    fn take_read(&self, place: Place) {
        self.readers.set(self.readers.get() + 1);
        rt::acquired(&self.object, place);
        rt::changed(&self.object);
    }

    fn take_write(&self, place: Place) {
        self.writer.set(true);
        self.place.set(place);
        rt::acquired(&self.object, place);
        rt::changed(&self.object);
    }

    #[inline(never)]
    fn read(&self, data: Span, place: Place) {
        self.enter(data);
        rt::step_when(Op::Read, &self.object, place, &|| self.readable());
        if !self.readable() {
            would_wait("`read`");
        }
        self.take_read(place);
    }

    #[inline(never)]
    fn try_read(&self, data: Span, place: Place) -> bool {
        self.enter(data);
        rt::step(Op::Other("try-read-lock"), &self.object, place);
        if !self.readable() {
            rt::value(|| "fails".to_owned());
            rt::idle();
            return false;
        }
        self.take_read(place);
        true
    }

    #[inline(never)]
    fn write(&self, data: Span, place: Place) {
        self.enter(data);
        // A step of its own, because a writer that waits keeps readers out: that it has arrived is
        // something others notice.
        rt::step(Op::Write, &self.object, place);
        if !self.writable() {
            self.writers_waiting.set(self.writers_waiting.get() + 1);
            rt::changed(&self.object);
            rt::step_when(Op::Write, &self.object, place, &|| self.writable());
            self.writers_waiting.set(self.writers_waiting.get() - 1);
            if !self.writable() {
                would_wait("`write`");
            }
        }
        self.take_write(place);
    }

    #[inline(never)]
    fn try_write(&self, data: Span, place: Place) -> bool {
        self.enter(data);
        rt::step(Op::Other("try-write-lock"), &self.object, place);
        if !self.writable() {
            rt::value(|| "fails".to_owned());
            rt::idle();
            return false;
        }
        self.take_write(place);
        true
    }

    fn release_read(&self) {
        self.readers.set(self.readers.get() - 1);
        rt::released(&self.object);
        rt::changed(&self.object);
    }

    fn release_write(&self) {
        self.writer.set(false);
        rt::released(&self.object);
        rt::changed(&self.object);
    }

    #[inline(never)]
    fn unlock_read(&self, place: Place) {
        rt::step(Op::Unlock, &self.object, place);
        self.release_read();
    }

    #[inline(never)]
    fn unlock_write(&self, panicking_before: bool) {
        if !panicking_before && rt::panicking() {
            self.poisoned.set(true);
        }
        rt::step(Op::Unlock, &self.object, self.place.get());
        self.release_write();
    }

    #[inline(never)]
    fn downgrade(&self, place: Place) {
        rt::step(Op::Other("downgrade"), &self.object, place);
        self.writer.set(false);
        self.readers.set(1);
        rt::changed(&self.object);
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
}

/// A read-write lock: as [`std::sync::RwLock`].
pub struct RwLock<T: ?Sized> {
    raw: RawRwLock,
    data: UnsafeCell<T>,
}

// SAFETY: as for the mutex; several readers may have `&T` at once, hence `Sync`. The plain cells are
// used by one operating-system thread (see the crate's documentation).
unsafe impl<T: ?Sized + Send> Send for RwLock<T> {}
// SAFETY: as above.
unsafe impl<T: ?Sized + Send + Sync> Sync for RwLock<T> {}
impl<T: ?Sized> UnwindSafe for RwLock<T> {}
impl<T: ?Sized> RefUnwindSafe for RwLock<T> {}

/// Holds the lock for reading: as [`std::sync::RwLockReadGuard`].
#[must_use = "if unused the RwLock will immediately unlock"]
pub struct RwLockReadGuard<'a, T: ?Sized + 'a> {
    data: NonNull<T>,
    raw: &'a RawRwLock,
    place: Place,
}

/// Holds the lock for writing: as [`std::sync::RwLockWriteGuard`].
#[must_use = "if unused the RwLock will immediately unlock"]
pub struct RwLockWriteGuard<'a, T: ?Sized + 'a> {
    lock: &'a RwLock<T>,
    panicking: bool,
    not_send: PhantomData<*const ()>,
}

// SAFETY: a shared guard gives out `&T` only.
unsafe impl<T: ?Sized + Sync> Sync for RwLockReadGuard<'_, T> {}
// SAFETY: as above.
unsafe impl<T: ?Sized + Sync> Sync for RwLockWriteGuard<'_, T> {}

impl<T> RwLock<T> {
    /// An unlocked lock.
    #[track_caller]
    pub const fn new(t: T) -> RwLock<T> {
        RwLock { raw: RawRwLock::new(Location::caller()), data: UnsafeCell::new(t) }
    }
}

impl<T: ?Sized> RwLock<T> {
    /// Waits until nobody writes, and locks it for reading.
    ///
    /// # Errors
    /// If a thread panicked while it held the lock for writing; the guard is inside.
    #[track_caller]
    pub fn read(&self) -> LockResult<RwLockReadGuard<'_, T>> {
        let place = Location::caller();
        self.raw.read(Span::of(&self.data), place);
        self.read_guard(place)
    }

    /// Locks it for reading if that needs no waiting.
    ///
    /// # Errors
    /// If it does, or if the lock is poisoned.
    #[track_caller]
    pub fn try_read(&self) -> TryLockResult<RwLockReadGuard<'_, T>> {
        let place = Location::caller();
        if !self.raw.try_read(Span::of(&self.data), place) {
            return Err(TryLockError::WouldBlock);
        }
        Ok(self.read_guard(place)?)
    }

    /// Waits until nobody reads or writes, and locks it for writing.
    ///
    /// # Errors
    /// If a thread panicked while it held the lock for writing; the guard is inside.
    #[track_caller]
    pub fn write(&self) -> LockResult<RwLockWriteGuard<'_, T>> {
        self.raw.write(Span::of(&self.data), Location::caller());
        self.write_guard()
    }

    /// Locks it for writing if that needs no waiting.
    ///
    /// # Errors
    /// If it does, or if the lock is poisoned.
    #[track_caller]
    pub fn try_write(&self) -> TryLockResult<RwLockWriteGuard<'_, T>> {
        if !self.raw.try_write(Span::of(&self.data), Location::caller()) {
            return Err(TryLockError::WouldBlock);
        }
        Ok(self.write_guard()?)
    }

    #[inline]
    fn read_guard(&self, place: Place) -> LockResult<RwLockReadGuard<'_, T>> {
        // SAFETY: the pointer of a cell is not null.
        let data = unsafe { NonNull::new_unchecked(self.data.get()) };
        let guard = RwLockReadGuard { data, raw: &self.raw, place };
        if self.raw.poisoned.get() { Err(PoisonError::new(guard)) } else { Ok(guard) }
    }

    #[inline]
    fn write_guard(&self) -> LockResult<RwLockWriteGuard<'_, T>> {
        let guard = RwLockWriteGuard { lock: self, panicking: rt::panicking(), not_send: PhantomData };
        if self.raw.poisoned.get() { Err(PoisonError::new(guard)) } else { Ok(guard) }
    }

    /// Whether a thread panicked while it held the lock for writing.
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

    /// The data, without locking: nobody else has the lock.
    ///
    /// # Errors
    /// If poisoned; the data is inside.
    pub fn get_mut(&mut self) -> LockResult<&mut T> {
        let poisoned = self.raw.poisoned.get();
        let data = self.data.get_mut();
        if poisoned { Err(PoisonError::new(data)) } else { Ok(data) }
    }
}

impl<T> From<T> for RwLock<T> {
    #[track_caller]
    fn from(t: T) -> Self {
        RwLock::new(t)
    }
}

impl<T: Default> Default for RwLock<T> {
    #[track_caller]
    fn default() -> RwLock<T> {
        RwLock::new(T::default())
    }
}

impl<T: ?Sized + fmt::Debug> fmt::Debug for RwLock<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.raw.enter(Span::of(&self.data));
        let mut out = f.debug_struct("RwLock");
        if self.raw.readable() {
            self.raw.take_read(self.raw.place.get());
            let _held = Held(&self.raw);
            // SAFETY: the lock is held for reading until the end of this block.
            let data = unsafe { &*self.data.get() };
            out.field("data", &data);
        } else {
            out.field("data", &format_args!("<locked>"));
        }
        out.field("poisoned", &self.raw.poisoned.get());
        out.finish_non_exhaustive()
    }
}

/// Holds the lock while it is formatted; neither end is a scheduling point.
struct Held<'a>(&'a RawRwLock);

impl Drop for Held<'_> {
    fn drop(&mut self) {
        self.0.release_read();
    }
}

impl<'a, T: ?Sized> RwLockWriteGuard<'a, T> {
    /// Goes on as a reader, with no other writer in between.
    #[track_caller]
    pub fn downgrade(s: Self) -> RwLockReadGuard<'a, T> {
        let place = Location::caller();
        let lock = ManuallyDrop::new(s).lock;
        lock.raw.downgrade(place);
        // SAFETY: the pointer of a cell is not null.
        let data = unsafe { NonNull::new_unchecked(lock.data.get()) };
        RwLockReadGuard { data, raw: &lock.raw, place }
    }
}

impl<T: ?Sized> Deref for RwLockReadGuard<'_, T> {
    type Target = T;

    #[inline]
    fn deref(&self) -> &T {
        // SAFETY: the guard holds the lock for reading; the pointer is that of the lock's data.
        unsafe { self.data.as_ref() }
    }
}

impl<T: ?Sized> Deref for RwLockWriteGuard<'_, T> {
    type Target = T;

    #[inline]
    fn deref(&self) -> &T {
        // SAFETY: the guard holds the lock for writing.
        unsafe { &*self.lock.data.get() }
    }
}

impl<T: ?Sized> DerefMut for RwLockWriteGuard<'_, T> {
    #[inline]
    fn deref_mut(&mut self) -> &mut T {
        // SAFETY: the guard holds the lock for writing and is borrowed exclusively.
        unsafe { &mut *self.lock.data.get() }
    }
}

impl<T: ?Sized> Drop for RwLockReadGuard<'_, T> {
    #[inline]
    fn drop(&mut self) {
        self.raw.unlock_read(self.place);
    }
}

impl<T: ?Sized> Drop for RwLockWriteGuard<'_, T> {
    #[inline]
    fn drop(&mut self) {
        self.lock.raw.unlock_write(self.panicking);
    }
}

impl<T: ?Sized + fmt::Debug> fmt::Debug for RwLockReadGuard<'_, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        (**self).fmt(f)
    }
}

impl<T: ?Sized + fmt::Display> fmt::Display for RwLockReadGuard<'_, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        (**self).fmt(f)
    }
}

impl<T: ?Sized + fmt::Debug> fmt::Debug for RwLockWriteGuard<'_, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        (**self).fmt(f)
    }
}

impl<T: ?Sized + fmt::Display> fmt::Display for RwLockWriteGuard<'_, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        (**self).fmt(f)
    }
}
