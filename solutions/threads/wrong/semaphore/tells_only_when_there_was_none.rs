//! wrong: lost-wakeup
//! fails: every_permit_wakes_a_waiter
//! Notifies only when the number rises from 0: a second permit comes before the first thread has run, and a second thread sleeps on.

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
        let mut permits = self.permits.lock().unwrap();
        if *permits == 0 {
            return None;
        }
        *permits -= 1;
        Some(Permit { semaphore: self })
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
        let mut free = self.permits.lock().unwrap();
        let there_was_none = *free == 0;
        *free += permits;
        if there_was_none {
            for _ in 0..permits {
                self.returned.notify_one();
            }
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
