//! wrong: race
//! fails: results_fit_one_order
//! Keeps the number of items outside the lock: `len` lags behind what other calls have shown already.

use std::collections::VecDeque;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Condvar, Mutex};
use std::time::{Duration, Instant};

pub struct BoundedQueue<T> {
    items: Mutex<VecDeque<T>>,
    used: AtomicUsize,
    capacity: usize,
    not_empty: Condvar,
    not_full: Condvar,
}

impl<T> BoundedQueue<T> {
    pub fn new(capacity: usize) -> Self {
        assert!(capacity > 0, "capacity must be at least 1");
        Self {
            items: Mutex::new(VecDeque::new()),
            used: AtomicUsize::new(0),
            capacity,
            not_empty: Condvar::new(),
            not_full: Condvar::new(),
        }
    }

    pub fn put(&self, item: T) {
        let mut items = self.items.lock().unwrap();
        while items.len() == self.capacity {
            items = self.not_full.wait(items).unwrap();
        }
        items.push_back(item);
        self.not_empty.notify_one();
        drop(items);
        self.used.fetch_add(1, Ordering::SeqCst);
    }

    pub fn take(&self) -> T {
        let mut items = self.items.lock().unwrap();
        while items.is_empty() {
            items = self.not_empty.wait(items).unwrap();
        }
        let item = items.pop_front().unwrap();
        self.not_full.notify_one();
        drop(items);
        self.used.fetch_sub(1, Ordering::SeqCst);
        item
    }

    pub fn len(&self) -> usize {
        self.used.load(Ordering::SeqCst).min(self.capacity)
    }

    pub fn try_put(&self, item: T) -> Result<(), T> {
        let mut items = self.items.lock().unwrap();
        if items.len() == self.capacity {
            return Err(item);
        }
        items.push_back(item);
        self.not_empty.notify_one();
        drop(items);
        self.used.fetch_add(1, Ordering::SeqCst);
        Ok(())
    }

    pub fn take_timeout(&self, timeout: Duration) -> Option<T> {
        let deadline = Instant::now() + timeout;
        let mut items = self.items.lock().unwrap();
        while items.is_empty() {
            let left = deadline.saturating_duration_since(Instant::now());
            if left.is_zero() {
                return None;
            }
            items = self.not_empty.wait_timeout(items, left).unwrap().0;
        }
        let item = items.pop_front();
        self.not_full.notify_one();
        drop(items);
        self.used.fetch_sub(1, Ordering::SeqCst);
        item
    }
}
