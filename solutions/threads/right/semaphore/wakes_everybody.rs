//! right: every change wakes everybody, and the deadline is kept by hand

use std::sync::{Condvar, Mutex};
use std::time::{Duration, Instant};

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
        let called = Instant::now();
        let mut permits = self.permits.lock().unwrap();
        while *permits == 0 {
            let left = timeout.saturating_sub(called.elapsed());
            if left.is_zero() {
                return None;
            }
            permits = self.returned.wait_timeout(permits, left).unwrap().0;
        }
        *permits -= 1;
        Some(Permit { semaphore: self })
    }

    pub fn add(&self, permits: usize) {
        let mut free = self.permits.lock().unwrap();
        *free += permits;
        self.returned.notify_all();
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
