//! [`AtomicCell`], a value read and written in one step, and [`AtomicConsume`].

use crate::show;
use explore::Op;
use explore::rt::{self, Object, Place};
use explore_std::internal::first_use;
use explore_std::sync::atomic::{
    AtomicBool, AtomicI8, AtomicI16, AtomicI32, AtomicI64, AtomicIsize, AtomicPtr, AtomicU8, AtomicU16, AtomicU32,
    AtomicU64, AtomicUsize, Ordering,
};
use std::cell::UnsafeCell;
use std::fmt;
use std::mem;
use std::panic::{Location, RefUnwindSafe, UnwindSafe};

/// A value that threads read and write in one step.
pub struct AtomicCell<T> {
    object: Object,
    value: UnsafeCell<T>,
}

// SAFETY: the value is touched only by the running model thread, and no model thread loses control
// while it does: control changes hands only inside `explore::rt`. All model threads share one
// operating-system thread. The bounds are those of the original.
unsafe impl<T: Send> Send for AtomicCell<T> {}
// SAFETY: as above.
unsafe impl<T: Send> Sync for AtomicCell<T> {}

impl<T> UnwindSafe for AtomicCell<T> {}
impl<T> RefUnwindSafe for AtomicCell<T> {}

impl<T> AtomicCell<T> {
    /// A cell with this value.
    #[track_caller]
    pub const fn new(val: T) -> AtomicCell<T> {
        AtomicCell { object: Object::new("AtomicCell", Location::caller()), value: UnsafeCell::new(val) }
    }

    /// The value, without the cell.
    pub fn into_inner(self) -> T {
        self.value.into_inner()
    }

    /// Whether the operations of the original on this type are single instructions.
    pub const fn is_lock_free() -> bool {
        crossbeam::atomic::AtomicCell::<T>::is_lock_free()
    }

    /// Replaces the value and drops the old one.
    #[track_caller]
    pub fn store(&self, val: T) {
        let old = self.access(Op::Store, Location::caller(), |value| {
            show::note(&val);
            mem::replace(value, val)
        });
        // Afterwards, as its destructor may come back to this cell.
        drop(old);
    }

    /// Replaces the value and returns the old one.
    #[track_caller]
    pub fn swap(&self, val: T) -> T {
        self.access(Op::Other("swap"), Location::caller(), |value| {
            show::note(&val);
            mem::replace(value, val)
        })
    }

    /// The address of the value. What is done through it is seen by nobody else.
    pub const fn as_ptr(&self) -> *mut T {
        self.value.get()
    }

    /// The scheduling point of an operation. A cell in a static has its initial value in every execution.
    fn step(&self, op: Op, place: Place) {
        first_use(&self.object, &self.value);
        rt::step(op, &self.object, place);
    }

    /// One visible operation on the value. `f` runs nothing that could come back to this cell.
    fn access<R>(&self, op: Op, place: Place, f: impl FnOnce(&mut T) -> R) -> R {
        self.step(op, place);
        // SAFETY: nothing else runs until `f` returns, and `f` does not come back here, so this is
        // the only reference to the value.
        let result = f(unsafe { &mut *self.value.get() });
        match op {
            Op::Load => rt::idle(),
            _ => rt::changed(&self.object),
        }
        result
    }
}

impl<T: Default> AtomicCell<T> {
    /// Replaces the value by the default one and returns the old one.
    #[track_caller]
    pub fn take(&self) -> T {
        self.swap(T::default())
    }
}

impl<T: Copy> AtomicCell<T> {
    /// The value.
    #[track_caller]
    pub fn load(&self) -> T {
        self.access(Op::Load, Location::caller(), |value| {
            show::note(value);
            *value
        })
    }
}

impl<T: Copy + Eq> AtomicCell<T> {
    /// Replaces the value by `new` if it equals `current`. Returns the old value in any case.
    #[deprecated(note = "Use `compare_exchange` instead")]
    #[track_caller]
    pub fn compare_and_swap(&self, current: T, new: T) -> T {
        match self.compare_exchange(current, new) {
            Ok(old) | Err(old) => old,
        }
    }

    /// Replaces the value by `new` if it equals `current`.
    ///
    /// # Errors
    /// If it does not; with the value there is.
    #[track_caller]
    pub fn compare_exchange(&self, current: T, new: T) -> Result<T, T> {
        self.step(Op::ReadModifyWrite, Location::caller());
        // SAFETY: as in `access`; the value is copied out first because its `eq` is the program's.
        let old = unsafe { *self.value.get() };
        if old == current {
            show::note(&new);
            // SAFETY: as above.
            unsafe { *self.value.get() = new };
            rt::changed(&self.object);
            Ok(old)
        } else {
            show::note(&old);
            rt::idle();
            Err(old)
        }
    }

    /// Replaces the value by what `f` makes of it, asking `f` again if it changed meanwhile.
    ///
    /// # Errors
    /// If `f` returns `None`; with the value it was given.
    #[track_caller]
    pub fn fetch_update<F>(&self, mut f: F) -> Result<T, T>
    where
        F: FnMut(T) -> Option<T>,
    {
        let mut previous = self.load();
        while let Some(next) = f(previous) {
            match self.compare_exchange(previous, next) {
                Ok(old) => return Ok(old),
                Err(changed) => previous = changed,
            }
        }
        Err(previous)
    }
}

impl<T: Default> Default for AtomicCell<T> {
    #[track_caller]
    fn default() -> AtomicCell<T> {
        AtomicCell::new(T::default())
    }
}

impl<T> From<T> for AtomicCell<T> {
    #[track_caller]
    fn from(val: T) -> AtomicCell<T> {
        AtomicCell::new(val)
    }
}

impl<T: Copy + fmt::Debug> fmt::Debug for AtomicCell<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("AtomicCell").field("value", &self.load()).finish()
    }
}

macro_rules! updates {
    ($t:ty: $($(#[$doc:meta])* $name:ident = |$old:ident, $val:ident| $new:expr;)*) => {
        impl AtomicCell<$t> {
            $($(#[$doc])*
            #[track_caller]
            pub fn $name(&self, val: $t) -> $t {
                self.access(Op::ReadModifyWrite, Location::caller(), |value| {
                    let ($old, $val) = (*value, val);
                    *value = $new;
                    show::note(value);
                    $old
                })
            })*
        }
    };
}

macro_rules! integers {
    ($($t:ty)*) => {
        $(updates! { $t:
            /// Adds, wrapping around; returns the old value.
            fetch_add = |old, val| old.wrapping_add(val);
            /// Subtracts, wrapping around; returns the old value.
            fetch_sub = |old, val| old.wrapping_sub(val);
            /// Bitwise and; returns the old value.
            fetch_and = |old, val| old & val;
            /// Bitwise nand; returns the old value.
            fetch_nand = |old, val| !(old & val);
            /// Bitwise or; returns the old value.
            fetch_or = |old, val| old | val;
            /// Bitwise exclusive or; returns the old value.
            fetch_xor = |old, val| old ^ val;
            /// The larger of the two; returns the old value.
            fetch_max = |old, val| old.max(val);
            /// The smaller of the two; returns the old value.
            fetch_min = |old, val| old.min(val);
        })*
    };
}

integers!(u8 i8 u16 i16 u32 i32 u64 i64 u128 i128 usize isize);

updates! { bool:
    /// Logical and; returns the old value.
    fetch_and = |old, val| old & val;
    /// Logical nand; returns the old value.
    fetch_nand = |old, val| !(old & val);
    /// Logical or; returns the old value.
    fetch_or = |old, val| old | val;
    /// Logical exclusive or; returns the old value.
    fetch_xor = |old, val| old ^ val;
}

/// Loading with an ordering between `Relaxed` and `Acquire`.
pub trait AtomicConsume {
    /// Type of the value.
    type Val;

    /// Loads the value; like every load of the explorer, sequentially consistent.
    fn load_consume(&self) -> Self::Val;
}

macro_rules! consume {
    ($($atomic:ty => $val:ty),* $(,)?) => {
        $(impl AtomicConsume for $atomic {
            type Val = $val;

            #[track_caller]
            fn load_consume(&self) -> $val {
                self.load(Ordering::Acquire)
            }
        })*
    };
}

consume! {
    AtomicBool => bool,
    AtomicU8 => u8, AtomicU16 => u16, AtomicU32 => u32, AtomicU64 => u64, AtomicUsize => usize,
    AtomicI8 => i8, AtomicI16 => i16, AtomicI32 => i32, AtomicI64 => i64, AtomicIsize => isize,
}

impl<T> AtomicConsume for AtomicPtr<T> {
    type Val = *mut T;

    #[track_caller]
    fn load_consume(&self) -> *mut T {
        self.load(Ordering::Acquire)
    }
}
