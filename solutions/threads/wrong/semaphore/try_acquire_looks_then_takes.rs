//! wrong: lost-wakeup
//! fails: try_acquire_never_waits
//! Asks whether a permit is free and then calls `acquire`: if another thread takes it in between, it waits.

use std::sync::{Condvar, Mutex};
use std::time::Duration;

pub struct Semaphore {
    permits: Mutex<usize>,
    returned: Condvar,
}

#[must_use = "a permit is given back as soon as it is dropped"]
pub struct Permit<'a> {
    semaphore: &'a Semaphore,
}

impl Semaphore {
    pub fn new(permits: usize) -> Semaphore {
        Semaphore { permits: Mutex::new(permits), returned: Condvar::new() }
    }

    pub fn acquire(&self) -> Permit<'_> {
        let mut permits = self.permits.lock().unwrap();
        while *permits == 0 {
            permits = self.returned.wait(permits).unwrap();
        }
        *permits -= 1;
        Permit { semaphore: self }
    }

    pub fn try_acquire(&self) -> Option<Permit<'_>> {
        if self.available() == 0 {
            return None;
        }
        Some(self.acquire())
    }

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

    pub fn add(&self, permits: usize) {
        *self.permits.lock().unwrap() += permits;
        // Each new permit is for a thread of its own, and all that wait here can use one.
        for _ in 0..permits {
            self.returned.notify_one();
        }
    }

    pub fn available(&self) -> usize {
        *self.permits.lock().unwrap()
    }
}

impl Drop for Permit<'_> {
    fn drop(&mut self) {
        self.semaphore.add(1);
    }
}
