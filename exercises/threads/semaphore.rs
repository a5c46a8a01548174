//! # A counting semaphore
//!
//! A server may talk to a database over a fixed number of connections at a time.
//! Any number of threads want one; those that come too late wait until another is done.
//! A semaphore counts the free places: it hands out *permits* and takes them back.
//!
//! Make `Semaphore` right for any number of threads:
//!
//! - `Semaphore::new(permits)` has that many permits to hand out; 0 is allowed.
//! - `acquire` takes a permit. While there is none it waits.
//! - `try_acquire` takes a permit if there is one and never waits for it: `None` only when there is none.
//! - `acquire_timeout` takes a permit, waiting for one no longer than the time given, counted from
//!   the call. It returns `None` only when the whole time has passed with no permit to take.
//! - Dropping a `Permit` gives it back, also when its holder panics.
//! - `add` puts so many new permits into the semaphore.
//! - `available` is the number of permits that nobody holds.
//!
//! No more permits are out than there are, and none is lost: nobody waits while a permit is free.
//! Every call is *linearizable*: it seems to happen all at once, at some moment between its start and
//! its return. Whoever waits sleeps: asking again and again, with or without a pause, is not waiting.
//! Who is served first is up to you. There are never more than `usize::MAX` permits.
//!
//! What stands below is a first attempt. It has been tried with one permit more at a time and nobody
//! in a hurry; it has more than one mistake. Keep the names and signatures; everything else is yours
//! to change.

use std::sync::{Condvar, Mutex};
use std::thread;
use std::time::Duration;

/// Hands out a limited number of permits.
pub struct Semaphore {
    permits: Mutex<usize>,
    returned: Condvar,
}

/// One permit, given back when dropped.
#[must_use = "a permit is given back as soon as it is dropped"]
pub struct Permit<'a> {
    semaphore: &'a Semaphore,
}

impl Semaphore {
    /// A semaphore with `permits` permits to hand out.
    pub fn new(permits: usize) -> Semaphore {
        Semaphore { permits: Mutex::new(permits), returned: Condvar::new() }
    }

    /// Takes a permit; waits while there is none.
    pub fn acquire(&self) -> Permit<'_> {
        let mut permits = self.permits.lock().unwrap();
        while *permits == 0 {
            permits = self.returned.wait(permits).unwrap();
        }
        *permits -= 1;
        Permit { semaphore: self }
    }

    /// Takes a permit if there is one. Never waits for it.
    pub fn try_acquire(&self) -> Option<Permit<'_>> {
        if self.available() == 0 {
            return None;
        }
        Some(self.acquire())
    }

    /// Takes a permit; waits for one no longer than `timeout`.
    pub fn acquire_timeout(&self, timeout: Duration) -> Option<Permit<'_>> {
        if self.available() == 0 {
            thread::sleep(timeout);
        }
        self.try_acquire()
    }

    /// Puts `permits` new permits into the semaphore.
    pub fn add(&self, permits: usize) {
        *self.permits.lock().unwrap() += permits;
        self.returned.notify_one();
    }

    /// How many permits nobody holds.
    pub fn available(&self) -> usize {
        *self.permits.lock().unwrap()
    }
}

impl Drop for Permit<'_> {
    fn drop(&mut self) {
        self.semaphore.add(1);
    }
}
