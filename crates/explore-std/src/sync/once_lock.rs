//! A value written once.

use super::once::RawOnce;
use crate::statics::Span;
use ::std::cell::UnsafeCell;
use ::std::fmt;
use ::std::panic::{Location, RefUnwindSafe, UnwindSafe};

/// A cell that can be written once: as [`std::sync::OnceLock`].
pub struct OnceLock<T> {
    once: RawOnce,
    value: UnsafeCell<Option<T>>,
}

// SAFETY: a shared `OnceLock` gives out `&T` and takes a `T` in from any thread; the plain cells are
// used by one operating-system thread (see the crate's documentation).
unsafe impl<T: Sync + Send> Sync for OnceLock<T> {}
// SAFETY: as above.
unsafe impl<T: Send> Send for OnceLock<T> {}
impl<T: RefUnwindSafe + UnwindSafe> RefUnwindSafe for OnceLock<T> {}
impl<T: UnwindSafe> UnwindSafe for OnceLock<T> {}

impl<T> OnceLock<T> {
    /// An empty cell.
    #[track_caller]
    #[must_use]
    pub const fn new() -> OnceLock<T> {
        OnceLock { once: RawOnce::new("OnceLock", Location::caller()), value: UnsafeCell::new(None) }
    }

    fn span(&self) -> Span {
        Span::of(&self.value)
    }

    /// The value; only after it has been written.
    fn written(&self) -> &T {
        // SAFETY: the cell is written once, before it is marked so, and then only read.
        match unsafe { &*self.value.get() } {
            Some(value) => value,
            None => unreachable!("marked as written"),
        }
    }

    /// The value, if it is written.
    #[track_caller]
    pub fn get(&self) -> Option<&T> {
        self.once.is_completed(self.span(), "get", Location::caller()).then(|| self.written())
    }

    /// The value, if it is written.
    pub fn get_mut(&mut self) -> Option<&mut T> {
        self.value.get_mut().as_mut()
    }

    /// Waits until it is written.
    #[track_caller]
    pub fn wait(&self) -> &T {
        self.once.wait(self.span(), true);
        self.written()
    }

    /// Writes `value`.
    ///
    /// # Errors
    /// If it is written already; `value` is inside.
    #[track_caller]
    pub fn set(&self, value: T) -> Result<(), T> {
        let mut value = Some(value);
        self.once.call(self.span(), true, "OnceLock", &mut |_| {
            // SAFETY: only the thread that initialises accesses the cell until it is written.
            unsafe { *self.value.get() = value.take() };
        });
        value.map_or(Ok(()), Err)
    }

    /// The value; writes that of `f` first if there is none, or waits for the thread that does.
    #[track_caller]
    pub fn get_or_init<F: FnOnce() -> T>(&self, f: F) -> &T {
        let mut f = Some(f);
        self.once.call(self.span(), true, "OnceLock", &mut |_| {
            if let Some(f) = f.take() {
                let value = f();
                // SAFETY: as in `set`.
                unsafe { *self.value.get() = Some(value) };
            }
        });
        self.written()
    }

    /// The value, if it is written.
    pub fn into_inner(self) -> Option<T> {
        self.value.into_inner()
    }

    /// The value, if it is written; the cell is empty afterwards.
    pub fn take(&mut self) -> Option<T> {
        self.once.set_new();
        self.value.get_mut().take()
    }
}

impl<T> Default for OnceLock<T> {
    #[track_caller]
    fn default() -> OnceLock<T> {
        OnceLock::new()
    }
}

impl<T: fmt::Debug> fmt::Debug for OnceLock<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut out = f.debug_tuple("OnceLock");
        if self.once.peek(self.span()) {
            out.field(self.written());
        } else {
            out.field(&format_args!("<uninit>"));
        }
        out.finish()
    }
}

impl<T: Clone> Clone for OnceLock<T> {
    #[track_caller]
    fn clone(&self) -> OnceLock<T> {
        match self.get() {
            Some(value) => OnceLock::from(value.clone()),
            None => OnceLock::new(),
        }
    }
}

impl<T> From<T> for OnceLock<T> {
    #[track_caller]
    fn from(value: T) -> Self {
        OnceLock { once: RawOnce::done("OnceLock", Location::caller()), value: UnsafeCell::new(Some(value)) }
    }
}

impl<T: PartialEq> PartialEq for OnceLock<T> {
    #[track_caller]
    fn eq(&self, other: &OnceLock<T>) -> bool {
        self.get() == other.get()
    }
}

impl<T: Eq> Eq for OnceLock<T> {}
