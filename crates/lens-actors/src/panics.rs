//! Tells the panics of a check's own body from those of actors.
//!
//! Only the former fail a check, and they alone are told to the panic hook that was there before. The
//! others are part of the course: a line in the trace.

use explore::harness;
use std::cell::Cell;
use std::panic;
use std::thread;

thread_local! {
    /// This thread is polling the check's body.
    static IN_CHECK: Cell<bool> = const { Cell::new(false) };
}

/// Calls `poll`; a panic in it is the check's.
pub(crate) fn in_check<T>(poll: impl FnOnce() -> T) -> T {
    IN_CHECK.set(true);
    let result = poll();
    // Not reached by a panic, after which this thread polls nothing more.
    IN_CHECK.set(false);
    result
}

/// From now on panics outside [`in_check`] are noted in the trace and go no further.
pub(crate) fn keep_those_of_actors() {
    let outer = panic::take_hook();
    panic::set_hook(Box::new(move |panic| {
        if IN_CHECK.get() {
            return outer(panic);
        }
        let thread = thread::current();
        let place = panic.location().map(ToString::to_string).unwrap_or_default();
        let message = panic.payload_as_str().unwrap_or("a payload that is no text");
        harness::event(thread.name().unwrap_or("a thread"), "panic", "", &format!("{message} ({place})"));
    }));
}
