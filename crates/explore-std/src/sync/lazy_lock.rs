//! A value computed at its first use.

use super::once::RawOnce;
use crate::statics::Span;
use ::std::cell::UnsafeCell;
use ::std::fmt;
use ::std::ops::{Deref, DerefMut};
use ::std::panic::{Location, RefUnwindSafe, UnwindSafe};

enum Lazy<T, F> {
    Waiting(F),
    Ready(T),
    /// Being computed, or failed.
    Gone,
}

/// A value computed at its first use: as [`std::sync::LazyLock`].
pub struct LazyLock<T, F = fn() -> T> {
    once: RawOnce,
    data: UnsafeCell<Lazy<T, F>>,
}

// SAFETY: a shared `LazyLock` gives out `&T` and may run the `F` in any thread; the plain cells are
// used by one operating-system thread (see the crate's documentation).
unsafe impl<T: Sync + Send, F: Send> Sync for LazyLock<T, F> {}
impl<T: RefUnwindSafe + UnwindSafe, F: UnwindSafe> RefUnwindSafe for LazyLock<T, F> {}
impl<T: UnwindSafe, F: UnwindSafe> UnwindSafe for LazyLock<T, F> {}

impl<T, F: FnOnce() -> T> LazyLock<T, F> {
    /// One that will be computed by `f`.
    #[track_caller]
    pub const fn new(f: F) -> LazyLock<T, F> {
        LazyLock { once: RawOnce::new("LazyLock", Location::caller()), data: UnsafeCell::new(Lazy::Waiting(f)) }
    }

    /// The value, computed now if it was not; waits for the thread that computes it.
    ///
    /// # Panics
    /// If computing it panicked, now or before.
    #[track_caller]
    pub fn force(this: &LazyLock<T, F>) -> &T {
        this.once.call(this.span(), false, "LazyLock", &mut |_| {
            // SAFETY: only the thread that initialises accesses the cell until it is ready; no
            // reference is kept while `f` runs.
            let before = unsafe { ::std::mem::replace(&mut *this.data.get(), Lazy::Gone) };
            if let Lazy::Waiting(f) = before {
                let value = f();
                // SAFETY: as above.
                unsafe { *this.data.get() = Lazy::Ready(value) };
            }
        });
        this.ready()
    }

    /// The value, computed now if it was not.
    ///
    /// # Panics
    /// If computing it panicked, now or before.
    #[track_caller]
    pub fn force_mut(this: &mut LazyLock<T, F>) -> &mut T {
        assert!(!this.once.has_failed(), "LazyLock instance has previously been poisoned");
        let data = this.data.get_mut();
        if matches!(data, Lazy::Waiting(_))
            && let Lazy::Waiting(f) = ::std::mem::replace(data, Lazy::Gone)
        {
            // Stays so if `f` panics.
            this.once.set_failed();
            let value = f();
            *this.data.get_mut() = Lazy::Ready(value);
            this.once.set_done();
        }
        match this.data.get_mut() {
            Lazy::Ready(value) => value,
            _ => unreachable!("just computed"),
        }
    }
}

impl<T, F> LazyLock<T, F> {
    fn span(&self) -> Span {
        Span::of(&self.data)
    }

    /// The value; only after it has been computed.
    fn ready(&self) -> &T {
        // SAFETY: the cell is made ready once, before it is marked so, and then only read.
        match unsafe { &*self.data.get() } {
            Lazy::Ready(value) => value,
            _ => unreachable!("marked as ready"),
        }
    }

    /// The value, if it is computed.
    pub fn get_mut(this: &mut LazyLock<T, F>) -> Option<&mut T> {
        match this.data.get_mut() {
            Lazy::Ready(value) => Some(value),
            _ => None,
        }
    }

    /// The value, if it is computed.
    #[track_caller]
    pub fn get(this: &LazyLock<T, F>) -> Option<&T> {
        this.once.is_completed(this.span(), "get", Location::caller()).then(|| this.ready())
    }
}

impl<T, F: FnOnce() -> T> Deref for LazyLock<T, F> {
    type Target = T;

    #[track_caller]
    fn deref(&self) -> &T {
        LazyLock::force(self)
    }
}

impl<T, F: FnOnce() -> T> DerefMut for LazyLock<T, F> {
    #[track_caller]
    fn deref_mut(&mut self) -> &mut T {
        LazyLock::force_mut(self)
    }
}

impl<T: Default> Default for LazyLock<T> {
    #[track_caller]
    fn default() -> LazyLock<T> {
        LazyLock::new(T::default)
    }
}

impl<T: fmt::Debug, F> fmt::Debug for LazyLock<T, F> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut out = f.debug_tuple("LazyLock");
        if self.once.peek(self.span()) {
            out.field(self.ready());
        } else {
            out.field(&format_args!("<uninit>"));
        }
        out.finish()
    }
}
