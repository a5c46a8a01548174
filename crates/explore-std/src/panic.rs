//! Panics, which the explorer follows: it has to know which thread is unwinding.
//!
//! # Differences
//!
//! - [`set_hook`] forgets the hook it is given: the explorer keeps the message and the place of every
//!   panic itself.

#[expect(deprecated, reason = "still part of std")]
pub use ::std::panic::PanicInfo;
pub use ::std::panic::{AssertUnwindSafe, Location, PanicHookInfo, RefUnwindSafe, UnwindSafe, panic_any};

use ::std::any::Any;
use ::std::thread::Result;
use explore::rt;

/// Runs `f` and catches its panic.
///
/// # Errors
/// If `f` panicked; the payload is inside.
pub fn catch_unwind<F: FnOnce() -> R + UnwindSafe, R>(f: F) -> Result<R> {
    let result = ::std::panic::catch_unwind(f);
    if result.is_err() {
        rt::panic_caught();
    }
    result
}

/// Throws a caught panic on, without calling the hook.
pub fn resume_unwind(payload: Box<dyn Any + Send>) -> ! {
    rt::panic_resumed(text(&*payload));
    ::std::panic::resume_unwind(payload)
}

/// Does nothing but drop `hook`.
pub fn set_hook(hook: Box<dyn Fn(&PanicHookInfo<'_>) + Sync + Send + 'static>) {
    drop(hook);
}

/// A hook that does nothing.
#[must_use]
pub fn take_hook() -> Box<dyn Fn(&PanicHookInfo<'_>) + Sync + Send + 'static> {
    Box::new(|_| {})
}

/// The message of a panic's payload.
pub(crate) fn text(payload: &(dyn Any + Send)) -> &str {
    if let Some(text) = payload.downcast_ref::<&str>() {
        text
    } else if let Some(text) = payload.downcast_ref::<String>() {
        text
    } else {
        "a panic was resumed"
    }
}
