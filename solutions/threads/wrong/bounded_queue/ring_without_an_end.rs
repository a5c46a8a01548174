//! wrong: panicked
//! fails: first_in_first_out
//! A ring of places whose index never starts again at 0: it runs out of the ring.

use std::sync::{Condvar, Mutex};
use std::time::{Duration, Instant};

struct Ring<T> {
    places: Vec<Option<T>>,
    first: usize,
    end: usize,
}

impl<T> Ring<T> {
    fn push(&mut self, item: T) {
        self.places[self.end] = Some(item);
        self.end += 1;
    }

    fn pop(&mut self) -> Option<T> {
        let item = self.places[self.first].take();
        self.first += 1;
        item
    }
}

pub struct BoundedQueue<T> {
    items: Mutex<Ring<T>>,
    capacity: usize,
    not_empty: Condvar,
    not_full: Condvar,
}

impl<T> BoundedQueue<T> {
    pub fn new(capacity: usize) -> Self {
        assert!(capacity > 0, "capacity must be at least 1");
        let places = (0..capacity).map(|_| None).collect();
        Self {
            items: Mutex::new(Ring { places, first: 0, end: 0 }),
            capacity,
            not_empty: Condvar::new(),
            not_full: Condvar::new(),
        }
    }

    pub fn put(&self, item: T) {
        let mut items = self.items.lock().unwrap();
        while items.end - items.first == self.capacity {
            items = self.not_full.wait(items).unwrap();
        }
        items.push(item);
        self.not_empty.notify_one();
    }

    pub fn take(&self) -> T {
        let mut items = self.items.lock().unwrap();
        while items.first == items.end {
            items = self.not_empty.wait(items).unwrap();
        }
        let item = items.pop().unwrap();
        self.not_full.notify_one();
        item
    }

    pub fn len(&self) -> usize {
        let items = self.items.lock().unwrap();
        items.end - items.first
    }

    pub fn try_put(&self, item: T) -> Result<(), T> {
        let mut items = self.items.lock().unwrap();
        if items.end - items.first == self.capacity {
            return Err(item);
        }
        items.push(item);
        self.not_empty.notify_one();
        Ok(())
    }

    pub fn take_timeout(&self, timeout: Duration) -> Option<T> {
        let deadline = Instant::now() + timeout;
        let mut items = self.items.lock().unwrap();
        while items.first == items.end {
            let left = deadline.saturating_duration_since(Instant::now());
            if left.is_zero() {
                return None;
            }
            items = self.not_empty.wait_timeout(items, left).unwrap().0;
        }
        let item = items.pop();
        self.not_full.notify_one();
        item
    }
}
