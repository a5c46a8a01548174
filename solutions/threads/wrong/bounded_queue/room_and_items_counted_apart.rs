//! wrong: race
//! fails: results_fit_one_order
//! Two semaphores, one for room and one for items: between the two steps of one call the queue tells two stories.

use std::collections::VecDeque;
use std::sync::{Condvar, Mutex};
use std::time::Duration;

struct Semaphore {
    permits: Mutex<usize>,
    more: Condvar,
}

impl Semaphore {
    fn new(permits: usize) -> Self {
        Self { permits: Mutex::new(permits), more: Condvar::new() }
    }

    fn acquire(&self) {
        let permits = self.permits.lock().unwrap();
        *self.more.wait_while(permits, |permits| *permits == 0).unwrap() -= 1;
    }

    fn try_acquire(&self, timeout: Duration) -> bool {
        let permits = self.permits.lock().unwrap();
        let (mut permits, result) = self.more.wait_timeout_while(permits, timeout, |permits| *permits == 0).unwrap();
        if result.timed_out() {
            return false;
        }
        *permits -= 1;
        true
    }

    fn release(&self) {
        *self.permits.lock().unwrap() += 1;
        self.more.notify_one();
    }
}

pub struct BoundedQueue<T> {
    items: Mutex<VecDeque<T>>,
    room: Semaphore,
    filled: Semaphore,
}

impl<T> BoundedQueue<T> {
    pub fn new(capacity: usize) -> Self {
        assert!(capacity > 0, "capacity must be at least 1");
        Self { items: Mutex::new(VecDeque::new()), room: Semaphore::new(capacity), filled: Semaphore::new(0) }
    }

    pub fn put(&self, item: T) {
        self.room.acquire();
        self.items.lock().unwrap().push_back(item);
        self.filled.release();
    }

    pub fn take(&self) -> T {
        self.filled.acquire();
        let item = self.items.lock().unwrap().pop_front().unwrap();
        self.room.release();
        item
    }

    pub fn len(&self) -> usize {
        self.items.lock().unwrap().len()
    }

    pub fn try_put(&self, item: T) -> Result<(), T> {
        if !self.room.try_acquire(Duration::ZERO) {
            return Err(item);
        }
        self.items.lock().unwrap().push_back(item);
        self.filled.release();
        Ok(())
    }

    pub fn take_timeout(&self, timeout: Duration) -> Option<T> {
        if !self.filled.try_acquire(timeout) {
            return None;
        }
        let item = self.items.lock().unwrap().pop_front();
        self.room.release();
        item
    }
}
