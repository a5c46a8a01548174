//! Atomics, each operation a scheduling point.
//!
//! # Differences
//!
//! - Every operation is sequentially consistent, whatever ordering is asked for: what goes wrong only
//!   because of a weaker ordering is not found. An ordering std refuses is refused with a panic.
//! - `compare_exchange_weak` fails for no reason in some schedules on every machine.
//! - An atomic is larger than its number, and `from_ptr` does not exist: a bare number has no
//!   identity the explorer could follow.

use crate::statics::{Span, first_use};
use ::std::cell::UnsafeCell;
use ::std::fmt;
use ::std::panic::{Location, RefUnwindSafe};
use explore::Op;
use explore::rt::{self, Object, Place};

pub use ::std::sync::atomic::Ordering;

/// Notes the scheduling point of one operation.
#[inline(never)]
fn point(object: &Object, data: Span, op: Op, order: Ordering, place: Place) {
    first_use(object, data);
    if order != Ordering::SeqCst {
        rt::weak_ordering();
    }
    rt::step(op, object, place);
}

#[track_caller]
fn check_load(order: Ordering) {
    match order {
        Ordering::Release => panic!("there is no such thing as a release load"),
        Ordering::AcqRel => panic!("there is no such thing as an acquire-release load"),
        _ => {}
    }
}

#[track_caller]
fn check_store(order: Ordering) {
    match order {
        Ordering::Acquire => panic!("there is no such thing as an acquire store"),
        Ordering::AcqRel => panic!("there is no such thing as an acquire-release store"),
        _ => {}
    }
}

#[track_caller]
fn check_failure(order: Ordering) {
    match order {
        Ordering::Release => panic!("there is no such thing as a release failure ordering"),
        Ordering::AcqRel => panic!("there is no such thing as an acquire-release failure ordering"),
        _ => {}
    }
}

/// The stronger of two orderings, as far as it matters here: whether both are `SeqCst`.
fn both(success: Ordering, failure: Ordering) -> Ordering {
    if success == Ordering::SeqCst { failure } else { success }
}

/// What the ordering of a load is when a read-modify-write of that ordering fails.
fn failure_of(order: Ordering) -> Ordering {
    match order {
        Ordering::Release | Ordering::Relaxed => Ordering::Relaxed,
        Ordering::Acquire | Ordering::AcqRel => Ordering::Acquire,
        _ => Ordering::SeqCst,
    }
}

/// What all atomics have, over a `Copy` type.
macro_rules! common {
    ([$($generics:tt)*] $name:ty, $label:literal, $value:ty, show $show:expr) => {
        // SAFETY: the cell is used by one operating-system thread at a time, and each operation reads
        // or writes it without giving way in between (see the crate's documentation).
        unsafe impl<$($generics)*> Send for $name {}
        // SAFETY: as above.
        unsafe impl<$($generics)*> Sync for $name {}
        impl<$($generics)*> RefUnwindSafe for $name {}

        impl<$($generics)*> $name {
            /// One with this value.
            #[must_use]
            #[track_caller]
            pub const fn new(v: $value) -> Self {
                Self { object: Object::new($label, Location::caller()), value: UnsafeCell::new(v) }
            }

            /// The value, which nobody else has.
            pub fn get_mut(&mut self) -> &mut $value {
                self.value.get_mut()
            }

            /// The value.
            #[must_use]
            pub const fn into_inner(self) -> $value {
                self.value.into_inner()
            }

            /// Where the value is.
            #[must_use]
            pub const fn as_ptr(&self) -> *mut $value {
                self.value.get()
            }

            /// Reads without a scheduling point.
            #[inline]
            fn now(&self) -> $value {
                // SAFETY: no other thread runs, and nobody keeps a reference to the value.
                unsafe { *self.value.get() }
            }

            #[inline]
            fn point(&self, op: Op, order: Ordering, place: Place) {
                point(&self.object, Span::of(&self.value), op, order, place);
            }

            /// Replaces the value by what `f` makes of it and returns the value before.
            #[inline]
            fn change(&self, order: Ordering, place: Place, f: impl FnOnce($value) -> $value) -> $value {
                self.point(Op::ReadModifyWrite, order, place);
                let before = self.now();
                let after = f(before);
                // SAFETY: as in `now`.
                unsafe { *self.value.get() = after };
                rt::value(|| format!("{} → {}", $show(before), $show(after)));
                if before == after {
                    rt::idle();
                } else {
                    rt::changed(&self.object);
                }
                before
            }

            fn exchange(
                &self, current: $value, new: $value, order: Ordering, weak: bool, place: Place,
            ) -> Result<$value, $value> {
                self.point(Op::ReadModifyWrite, order, place);
                let before = self.now();
                if before != current {
                    rt::value(|| format!("failed, is {}", $show(before)));
                    rt::idle();
                    return Err(before);
                }
                if weak && rt::rarely() {
                    rt::value(|| format!("failed for no reason, is {}", $show(before)));
                    rt::idle();
                    return Err(before);
                }
                // SAFETY: as in `now`.
                unsafe { *self.value.get() = new };
                rt::value(|| format!("{} → {}", $show(before), $show(new)));
                if before == new {
                    rt::idle();
                } else {
                    rt::changed(&self.object);
                }
                Ok(before)
            }

            /// Reads the value.
            ///
            /// # Panics
            /// If `order` is `Release` or `AcqRel`.
            #[track_caller]
            pub fn load(&self, order: Ordering) -> $value {
                check_load(order);
                self.point(Op::Load, order, Location::caller());
                let value = self.now();
                rt::value(|| $show(value).to_string());
                rt::idle();
                value
            }

            /// Writes the value.
            ///
            /// # Panics
            /// If `order` is `Acquire` or `AcqRel`.
            #[track_caller]
            pub fn store(&self, val: $value, order: Ordering) {
                check_store(order);
                self.point(Op::Store, order, Location::caller());
                let before = self.now();
                // SAFETY: as in `now`.
                unsafe { *self.value.get() = val };
                rt::value(|| $show(val).to_string());
                if before == val {
                    rt::idle();
                } else {
                    rt::changed(&self.object);
                }
            }

            /// Writes the value and returns the one before.
            #[track_caller]
            pub fn swap(&self, val: $value, order: Ordering) -> $value {
                self.change(order, Location::caller(), |_| val)
            }

            /// Writes `new` if the value is `current`; returns the value before.
            #[deprecated(since = "1.50.0", note = "Use `compare_exchange` or `compare_exchange_weak` instead")]
            #[track_caller]
            pub fn compare_and_swap(&self, current: $value, new: $value, order: Ordering) -> $value {
                match self.compare_exchange(current, new, order, failure_of(order)) {
                    Ok(before) | Err(before) => before,
                }
            }

            /// Writes `new` if the value is `current`; returns the value before.
            ///
            /// # Errors
            /// If the value is another; it is inside.
            ///
            /// # Panics
            /// If `failure` is `Release` or `AcqRel`.
            #[track_caller]
            pub fn compare_exchange(
                &self, current: $value, new: $value, success: Ordering, failure: Ordering,
            ) -> Result<$value, $value> {
                check_failure(failure);
                self.exchange(current, new, both(success, failure), false, Location::caller())
            }

            /// Like `compare_exchange`, but may fail although the value is `current`.
            ///
            /// # Errors
            /// If the value is another, or for no reason; the value is inside.
            ///
            /// # Panics
            /// If `failure` is `Release` or `AcqRel`.
            #[track_caller]
            pub fn compare_exchange_weak(
                &self, current: $value, new: $value, success: Ordering, failure: Ordering,
            ) -> Result<$value, $value> {
                check_failure(failure);
                self.exchange(current, new, both(success, failure), true, Location::caller())
            }

            /// Writes what `f` makes of the value, trying again while others write in between.
            ///
            /// # Errors
            /// If `f` returns none; the value is inside.
            #[track_caller]
            pub fn fetch_update<F>(
                &self, set_order: Ordering, fetch_order: Ordering, mut f: F,
            ) -> Result<$value, $value>
            where
                F: FnMut($value) -> Option<$value>,
            {
                let mut before = self.load(fetch_order);
                while let Some(next) = f(before) {
                    match self.compare_exchange_weak(before, next, set_order, fetch_order) {
                        Ok(before) => return Ok(before),
                        Err(other) => before = other,
                    }
                }
                Err(before)
            }

            /// Writes what `f` makes of the value, trying again while others write in between.
            ///
            /// # Errors
            /// If `f` returns none; the value is inside.
            #[track_caller]
            pub fn try_update(
                &self, set_order: Ordering, fetch_order: Ordering, f: impl FnMut($value) -> Option<$value>,
            ) -> Result<$value, $value> {
                self.fetch_update(set_order, fetch_order, f)
            }

            /// Writes what `f` makes of the value, trying again while others write in between;
            /// returns the value before.
            #[track_caller]
            pub fn update(
                &self, set_order: Ordering, fetch_order: Ordering, mut f: impl FnMut($value) -> $value,
            ) -> $value {
                let mut before = self.load(fetch_order);
                loop {
                    match self.compare_exchange_weak(before, f(before), set_order, fetch_order) {
                        Ok(before) => return before,
                        Err(other) => before = other,
                    }
                }
            }
        }

        impl<$($generics)*> From<$value> for $name {
            #[track_caller]
            fn from(v: $value) -> Self {
                Self::new(v)
            }
        }

        impl<$($generics)*> fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                first_use(&self.object, Span::of(&self.value));
                fmt::Debug::fmt(&self.now(), f)
            }
        }
    };
}

fn itself<T>(value: T) -> T {
    value
}

macro_rules! integers {
    ($($name:ident, $label:literal, $value:ty;)*) => {$(
        #[doc = concat!("An atomic integer: as [`std::sync::atomic::", $label, "`].")]
        pub struct $name {
            object: Object,
            value: UnsafeCell<$value>,
        }

        common!([] $name, $label, $value, show itself);

        impl $name {
            /// Adds, wrapping around; returns the value before.
            #[track_caller]
            pub fn fetch_add(&self, val: $value, order: Ordering) -> $value {
                self.change(order, Location::caller(), |value| value.wrapping_add(val))
            }

            /// Subtracts, wrapping around; returns the value before.
            #[track_caller]
            pub fn fetch_sub(&self, val: $value, order: Ordering) -> $value {
                self.change(order, Location::caller(), |value| value.wrapping_sub(val))
            }

            /// Bitwise and; returns the value before.
            #[track_caller]
            pub fn fetch_and(&self, val: $value, order: Ordering) -> $value {
                self.change(order, Location::caller(), |value| value & val)
            }

            /// Bitwise nand; returns the value before.
            #[track_caller]
            pub fn fetch_nand(&self, val: $value, order: Ordering) -> $value {
                self.change(order, Location::caller(), |value| !(value & val))
            }

            /// Bitwise or; returns the value before.
            #[track_caller]
            pub fn fetch_or(&self, val: $value, order: Ordering) -> $value {
                self.change(order, Location::caller(), |value| value | val)
            }

            /// Bitwise exclusive or; returns the value before.
            #[track_caller]
            pub fn fetch_xor(&self, val: $value, order: Ordering) -> $value {
                self.change(order, Location::caller(), |value| value ^ val)
            }

            /// The larger of both; returns the value before.
            #[track_caller]
            pub fn fetch_max(&self, val: $value, order: Ordering) -> $value {
                self.change(order, Location::caller(), |value| value.max(val))
            }

            /// The smaller of both; returns the value before.
            #[track_caller]
            pub fn fetch_min(&self, val: $value, order: Ordering) -> $value {
                self.change(order, Location::caller(), |value| value.min(val))
            }
        }

        impl Default for $name {
            #[track_caller]
            fn default() -> Self {
                Self::new(0)
            }
        }
    )*};
}

integers! {
    AtomicI8, "AtomicI8", i8;
    AtomicU8, "AtomicU8", u8;
    AtomicI16, "AtomicI16", i16;
    AtomicU16, "AtomicU16", u16;
    AtomicI32, "AtomicI32", i32;
    AtomicU32, "AtomicU32", u32;
    AtomicI64, "AtomicI64", i64;
    AtomicU64, "AtomicU64", u64;
    AtomicIsize, "AtomicIsize", isize;
    AtomicUsize, "AtomicUsize", usize;
}

/// An atomic boolean: as [`std::sync::atomic::AtomicBool`].
pub struct AtomicBool {
    object: Object,
    value: UnsafeCell<bool>,
}

common!([] AtomicBool, "AtomicBool", bool, show itself);

impl AtomicBool {
    /// Logical and; returns the value before.
    #[track_caller]
    pub fn fetch_and(&self, val: bool, order: Ordering) -> bool {
        self.change(order, Location::caller(), |value| value & val)
    }

    /// Logical nand; returns the value before.
    #[track_caller]
    pub fn fetch_nand(&self, val: bool, order: Ordering) -> bool {
        self.change(order, Location::caller(), |value| !(value & val))
    }

    /// Logical or; returns the value before.
    #[track_caller]
    pub fn fetch_or(&self, val: bool, order: Ordering) -> bool {
        self.change(order, Location::caller(), |value| value | val)
    }

    /// Logical exclusive or; returns the value before.
    #[track_caller]
    pub fn fetch_xor(&self, val: bool, order: Ordering) -> bool {
        self.change(order, Location::caller(), |value| value ^ val)
    }

    /// Negation; returns the value before.
    #[track_caller]
    pub fn fetch_not(&self, order: Ordering) -> bool {
        self.change(order, Location::caller(), |value| !value)
    }
}

impl Default for AtomicBool {
    #[track_caller]
    fn default() -> Self {
        Self::new(false)
    }
}

/// An atomic pointer: as [`std::sync::atomic::AtomicPtr`].
pub struct AtomicPtr<T> {
    object: Object,
    value: UnsafeCell<*mut T>,
}

/// Addresses differ from run to run, so a trace tells only null from the rest.
fn pointer<T>(value: *mut T) -> &'static str {
    if value.is_null() { "null" } else { "a pointer" }
}

common!([T] AtomicPtr<T>, "AtomicPtr", *mut T, show pointer);

impl<T> AtomicPtr<T> {
    /// Moves it on by `val` elements; returns the value before.
    #[track_caller]
    pub fn fetch_ptr_add(&self, val: usize, order: Ordering) -> *mut T {
        self.change(order, Location::caller(), |value| value.wrapping_add(val))
    }

    /// Moves it back by `val` elements; returns the value before.
    #[track_caller]
    pub fn fetch_ptr_sub(&self, val: usize, order: Ordering) -> *mut T {
        self.change(order, Location::caller(), |value| value.wrapping_sub(val))
    }

    /// Moves it on by `val` bytes; returns the value before.
    #[track_caller]
    pub fn fetch_byte_add(&self, val: usize, order: Ordering) -> *mut T {
        self.change(order, Location::caller(), |value| value.wrapping_byte_add(val))
    }

    /// Moves it back by `val` bytes; returns the value before.
    #[track_caller]
    pub fn fetch_byte_sub(&self, val: usize, order: Ordering) -> *mut T {
        self.change(order, Location::caller(), |value| value.wrapping_byte_sub(val))
    }

    /// Bitwise or with the address; returns the value before.
    #[track_caller]
    pub fn fetch_or(&self, val: usize, order: Ordering) -> *mut T {
        self.change(order, Location::caller(), |value| value.map_addr(|addr| addr | val))
    }

    /// Bitwise and with the address; returns the value before.
    #[track_caller]
    pub fn fetch_and(&self, val: usize, order: Ordering) -> *mut T {
        self.change(order, Location::caller(), |value| value.map_addr(|addr| addr & val))
    }

    /// Bitwise exclusive or with the address; returns the value before.
    #[track_caller]
    pub fn fetch_xor(&self, val: usize, order: Ordering) -> *mut T {
        self.change(order, Location::caller(), |value| value.map_addr(|addr| addr ^ val))
    }
}

impl<T> Default for AtomicPtr<T> {
    #[track_caller]
    fn default() -> Self {
        Self::new(::std::ptr::null_mut())
    }
}

impl<T> fmt::Pointer for AtomicPtr<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        first_use(&self.object, Span::of(&self.value));
        fmt::Pointer::fmt(&self.now(), f)
    }
}

/// An `AtomicBool` of `false`.
#[deprecated(since = "1.34.0", note = "the `new` function is now preferred")]
pub const ATOMIC_BOOL_INIT: AtomicBool = AtomicBool::new(false);
/// An `AtomicIsize` of 0.
#[deprecated(since = "1.34.0", note = "the `new` function is now preferred")]
pub const ATOMIC_ISIZE_INIT: AtomicIsize = AtomicIsize::new(0);
/// An `AtomicUsize` of 0.
#[deprecated(since = "1.34.0", note = "the `new` function is now preferred")]
pub const ATOMIC_USIZE_INIT: AtomicUsize = AtomicUsize::new(0);

/// Orders memory accesses. Everything is sequentially consistent already, so nothing happens.
///
/// # Panics
/// If `order` is `Relaxed`.
#[track_caller]
pub fn fence(order: Ordering) {
    assert!(order != Ordering::Relaxed, "there is no such thing as a relaxed fence");
    if order != Ordering::SeqCst {
        rt::weak_ordering();
    }
}

/// Orders memory accesses as the compiler sees them. Nothing happens.
///
/// # Panics
/// If `order` is `Relaxed`.
#[track_caller]
pub fn compiler_fence(order: Ordering) {
    assert!(order != Ordering::Relaxed, "there is no such thing as a relaxed fence");
}

/// Says that the thread is spinning.
#[deprecated(since = "1.51.0", note = "use hint::spin_loop instead")]
#[track_caller]
pub fn spin_loop_hint() {
    crate::hint::spin_loop();
}
