//! A number under a mutex, and one notification for every permit that comes.

use std::sync::{Condvar, Mutex};
use std::time::Duration;

/// Hands out a limited number of permits.
pub struct Semaphore {
    /// Permits that nobody holds.
    permits: Mutex<usize>,
    /// There are more permits than before; waited on with the guard of `permits`.
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
        let mut permits = self.permits.lock().unwrap();
        if *permits == 0 {
            return None;
        }
        *permits -= 1;
        Some(Permit { semaphore: self })
    }

    /// Takes a permit; waits for one no longer than `timeout`.
    pub fn acquire_timeout(&self, timeout: Duration) -> Option<Permit<'_>> {
        let permits = self.permits.lock().unwrap();
        let (mut permits, _) = self.returned.wait_timeout_while(permits, timeout, |permits| *permits == 0).unwrap();
        // Time may be up and a permit there: the permit decides.
        if *permits == 0 {
            return None;
        }
        *permits -= 1;
        Some(Permit { semaphore: self })
    }

    /// Puts `permits` new permits into the semaphore.
    pub fn add(&self, permits: usize) {
        *self.permits.lock().unwrap() += permits;
        // Each new permit is for a thread of its own, and all that wait here can use one.
        for _ in 0..permits {
            self.returned.notify_one();
        }
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
