//! # An event that can be reset
//!
//! The threads of a service wait until the configuration has been loaded; while it is being loaded
//! anew they shall wait again. A door for that is called an event: it is set or not, and whoever comes
//! while it is not set waits until it is.
//!
//! Make `Event` right for any number of threads:
//!
//! - `Event::new()` makes an event that is not set.
//! - `set` sets it. All threads that wait at that moment return, even if `clear` is called right after.
//!   Setting a set event changes nothing.
//! - `clear` makes it not set again. Clearing an event that is not set changes nothing.
//! - `is_set` says whether it is set, and never waits.
//! - `wait` returns at once if the event is set, else as soon as it is set. It leaves the event as it is.
//! - `wait_timeout` does the same, but waits no longer than the time given, counted from the call.
//!   It returns whether the event was set: `false` only when the whole time has passed and the event
//!   was not set at any moment of it.
//!
//! Used once and never cleared, it is a one-shot event: a start signal, a request to shut down.
//! Every call is *linearizable*: it seems to happen all at once, at some moment between its start and
//! its return; a `wait` at a moment at which the event is set. Whoever waits sleeps: asking again and
//! again, with or without a pause, is not waiting.
//!
//! What stands below is a first attempt, good enough for one thread that waits for a start signal.
//! It has more than one mistake. Keep the names and signatures; everything else is yours to change.

use std::sync::{Condvar, Mutex};
use std::time::Duration;

/// Set or not set; threads wait until it is set.
pub struct Event {
    set: Mutex<bool>,
    changed: Condvar,
}

impl Event {
    /// An event that is not set.
    #[expect(clippy::new_without_default, reason = "an event is made on purpose, not by default")]
    pub fn new() -> Event {
        Event { set: Mutex::new(false), changed: Condvar::new() }
    }

    /// Sets the event: all threads that wait for it return.
    pub fn set(&self) {
        *self.set.lock().unwrap() = true;
        self.changed.notify_one();
    }

    /// Makes the event not set again.
    pub fn clear(&self) {
        *self.set.lock().unwrap() = false;
    }

    /// Whether the event is set.
    pub fn is_set(&self) -> bool {
        *self.set.lock().unwrap()
    }

    /// Waits until the event is set.
    pub fn wait(&self) {
        let mut set = self.set.lock().unwrap();
        while !*set {
            set = self.changed.wait(set).unwrap();
        }
    }

    /// Waits until the event is set, no longer than `timeout`; says whether it was set.
    pub fn wait_timeout(&self, timeout: Duration) -> bool {
        let mut set = self.set.lock().unwrap();
        if !*set {
            set = self.changed.wait_timeout(set, timeout).unwrap().0;
        }
        *set
    }
}
