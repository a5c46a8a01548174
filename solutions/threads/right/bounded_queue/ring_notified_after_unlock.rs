//! right: a ring of fixed places, two condition variables notified after the lock is released

use std::sync::{Condvar, Mutex};
use std::time::{Duration, Instant};

struct Ring<T> {
    places: Vec<Option<T>>,
    first: usize,
    used: usize,
}

impl<T> Ring<T> {
    fn is_full(&self) -> bool {
        self.used == self.places.len()
    }

    fn push(&mut self, item: T) {
        let end = (self.first + self.used) % self.places.len();
        self.places[end] = Some(item);
        self.used += 1;
    }

    fn pop(&mut self) -> Option<T> {
        let item = self.places[self.first].take()?;
        self.first = (self.first + 1) % self.places.len();
        self.used -= 1;
        Some(item)
    }
}

pub struct BoundedQueue<T> {
    ring: Mutex<Ring<T>>,
    room: Condvar,
    items: Condvar,
}

impl<T> BoundedQueue<T> {
    pub fn new(capacity: usize) -> Self {
        assert_ne!(capacity, 0, "capacity must not be 0");
        let places = (0..capacity).map(|_| None).collect();
        Self { ring: Mutex::new(Ring { places, first: 0, used: 0 }), room: Condvar::new(), items: Condvar::new() }
    }

    pub fn put(&self, item: T) {
        let mut ring = self.ring.lock().unwrap();
        while ring.is_full() {
            ring = self.room.wait(ring).unwrap();
        }
        ring.push(item);
        drop(ring);
        self.items.notify_one();
    }

    pub fn take(&self) -> T {
        let mut ring = self.ring.lock().unwrap();
        let item = loop {
            if let Some(item) = ring.pop() {
                break item;
            }
            ring = self.items.wait(ring).unwrap();
        };
        drop(ring);
        self.room.notify_one();
        item
    }

    pub fn len(&self) -> usize {
        self.ring.lock().unwrap().used
    }

    pub fn try_put(&self, item: T) -> Result<(), T> {
        let mut ring = self.ring.lock().unwrap();
        if ring.is_full() {
            return Err(item);
        }
        ring.push(item);
        drop(ring);
        self.items.notify_one();
        Ok(())
    }

    pub fn take_timeout(&self, timeout: Duration) -> Option<T> {
        let start = Instant::now();
        let mut ring = self.ring.lock().unwrap();
        let item = loop {
            if let Some(item) = ring.pop() {
                break item;
            }
            let left = timeout.checked_sub(start.elapsed()).filter(|left| !left.is_zero())?;
            ring = self.items.wait_timeout(ring, left).unwrap().0;
        };
        drop(ring);
        self.room.notify_one();
        Some(item)
    }
}
