//! # A bounded queue
//!
//! A photo service has threads that receive pictures and threads that shrink them.
//! Between them stands a queue with room for a fixed number of pictures: when the shrinking threads
//! fall behind, the receiving ones wait, instead of filling the memory.
//!
//! Make `BoundedQueue<T>` right for any number of threads that put and any number that take:
//!
//! - `BoundedQueue::new(capacity)` makes an empty queue; it panics if `capacity` is 0.
//! - `put` adds an item at the end. While the queue is full it waits.
//! - `take` removes the first item. While the queue is empty it waits.
//! - `len` is the number of items in the queue, never more than the capacity.
//! - `try_put` adds an item if there is room and never waits for room:
//!   it gives the item back as `Err`, but only when the queue is full.
//! - `take_timeout` removes the first item, waiting for one no longer than the time given, counted
//!   from the call. It returns `None` only when the whole time has passed with nothing to take.
//!
//! What goes in first comes out first. Every call is *linearizable*: it seems to happen all at once,
//! at some moment between its start and its return, so that all results fit one order of calls.
//! Whoever waits sleeps: asking again and again ("polling"), with or without a pause, is not waiting.
//! Items need not be `Clone` or `Copy`, and those left in the queue are dropped with it.
//!
//! What stands below is a first attempt. With one producer and one consumer it works, and it runs for
//! weeks before a queue of one place, shared by many, stands still for ever. That is not its only
//! mistake. Keep the names and signatures; everything else is yours to change.

use std::collections::VecDeque;
use std::sync::{Condvar, Mutex};
use std::thread;
use std::time::Duration;

/// A first-in, first-out queue with room for a fixed number of items.
pub struct BoundedQueue<T> {
    items: Mutex<VecDeque<T>>,
    capacity: usize,
    changed: Condvar,
}

impl<T> BoundedQueue<T> {
    /// An empty queue with room for `capacity` items.
    ///
    /// # Panics
    ///
    /// If `capacity` is 0.
    pub fn new(capacity: usize) -> BoundedQueue<T> {
        assert!(capacity > 0, "a queue needs room for at least one item");
        BoundedQueue { items: Mutex::new(VecDeque::new()), capacity, changed: Condvar::new() }
    }

    /// Adds `item` at the end; waits while the queue is full.
    pub fn put(&self, item: T) {
        let mut items = self.items.lock().unwrap();
        while items.len() == self.capacity {
            items = self.changed.wait(items).unwrap();
        }
        items.push_back(item);
        self.changed.notify_one();
    }

    /// Removes the first item; waits while the queue is empty.
    pub fn take(&self) -> T {
        let mut items = self.items.lock().unwrap();
        loop {
            if let Some(item) = items.pop_front() {
                self.changed.notify_one();
                return item;
            }
            items = self.changed.wait(items).unwrap();
        }
    }

    /// How many items are in the queue.
    #[expect(clippy::len_without_is_empty, reason = "by the time it returns, it may be wrong")]
    pub fn len(&self) -> usize {
        self.items.lock().unwrap().len()
    }

    /// Adds `item` at the end if there is room; gives it back if the queue is full. Never waits.
    pub fn try_put(&self, item: T) -> Result<(), T> {
        if self.len() == self.capacity {
            return Err(item);
        }
        self.put(item);
        Ok(())
    }

    /// Removes the first item; waits for one no longer than `timeout`.
    pub fn take_timeout(&self, timeout: Duration) -> Option<T> {
        if self.len() == 0 {
            thread::sleep(timeout);
        }
        self.items.lock().unwrap().pop_front()
    }
}
