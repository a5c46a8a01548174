//! Blocking a thread until somebody hands it a token.

use crate::channel::core::Patience;
use crate::time::{self, Instant};
use explore::Op;
use explore::rt::{self, Object, Place, Wait};
use std::cell::Cell;
use std::fmt;
use std::marker::PhantomData;
use std::panic::Location;
use std::sync::Arc;
use std::time::Duration;

/// The side that waits for the token.
pub struct Parker {
    unparker: Unparker,
    /// Like the original: it may move to another thread but not be used by two at once.
    _not_sync: PhantomData<*const ()>,
}

// SAFETY: the pointer is only there to make the type not `Sync`; for the token see `Token`.
unsafe impl Send for Parker {}

/// The side that makes the token available; may be cloned and shared.
pub struct Unparker {
    token: Arc<Token>,
}

struct Token {
    object: Object,
    available: Cell<bool>,
}

// SAFETY: only the running model thread touches the token, and control changes hands only inside
// `explore::rt`; all model threads share one operating-system thread.
unsafe impl Send for Token {}
// SAFETY: as above.
unsafe impl Sync for Token {}

impl Parker {
    /// A parker whose token is not available.
    #[track_caller]
    pub fn new() -> Parker {
        let token = Token { object: Object::new("Parker", Location::caller()), available: Cell::new(false) };
        Parker { unparker: Unparker { token: Arc::new(token) }, _not_sync: PhantomData }
    }

    /// Waits until the token is available, and takes it.
    #[track_caller]
    pub fn park(&self) {
        self.unparker.token.take(Patience::Forever, Location::caller());
    }

    /// Waits until the token is available, and takes it; no longer than `timeout`.
    #[track_caller]
    pub fn park_timeout(&self, timeout: Duration) {
        self.unparker.token.take(time::patience(timeout), Location::caller());
    }

    /// Waits until the token is available, and takes it; no longer than until `deadline`.
    #[track_caller]
    pub fn park_deadline(&self, deadline: Instant) {
        self.unparker.token.take(Patience::Until(time::deadline_at(deadline)), Location::caller());
    }

    /// The other side.
    pub fn unparker(&self) -> &Unparker {
        &self.unparker
    }

    /// Turns it into an address, to be turned back with [`Parker::from_raw`].
    pub fn into_raw(this: Parker) -> *const () {
        Unparker::into_raw(this.unparker)
    }

    /// Turns an address back into a parker.
    ///
    /// # Safety
    /// `ptr` comes from [`Parker::into_raw`] and is turned back once.
    pub unsafe fn from_raw(ptr: *const ()) -> Parker {
        // SAFETY: the caller's promise is the one `Unparker::from_raw` asks for.
        let unparker = unsafe { Unparker::from_raw(ptr) };
        Parker { unparker, _not_sync: PhantomData }
    }
}

impl Default for Parker {
    #[track_caller]
    fn default() -> Self {
        Parker::new()
    }
}

impl fmt::Debug for Parker {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad("Parker { .. }")
    }
}

impl Unparker {
    /// Makes the token available and so ends the other side's wait, the present or the next one.
    #[track_caller]
    pub fn unpark(&self) {
        let token = &self.token;
        rt::step(Op::Unpark, &token.object, Location::caller());
        token.available.set(true);
        rt::changed(&token.object);
    }

    /// Turns it into an address, to be turned back with [`Unparker::from_raw`].
    pub fn into_raw(this: Unparker) -> *const () {
        Arc::into_raw(this.token).cast()
    }

    /// Turns an address back into an unparker.
    ///
    /// # Safety
    /// `ptr` comes from [`Unparker::into_raw`] and is turned back once.
    pub unsafe fn from_raw(ptr: *const ()) -> Unparker {
        // SAFETY: by the caller's promise the address is that of an `Arc<Token>` that was forgotten.
        Unparker { token: unsafe { Arc::from_raw(ptr.cast()) } }
    }
}

impl Clone for Unparker {
    fn clone(&self) -> Unparker {
        Unparker { token: Arc::clone(&self.token) }
    }
}

impl fmt::Debug for Unparker {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad("Unparker { .. }")
    }
}

impl Token {
    fn take(&self, patience: Patience, place: Place) {
        rt::wait(Wait {
            op: Op::Park,
            objects: &[&self.object],
            place,
            ready: &|| self.available.get(),
            deadline: patience.deadline(),
            // The original waits on until the token is there.
            spurious: false,
        });
        self.available.set(false);
        rt::changed(&self.object);
    }
}
