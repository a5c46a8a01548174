//! A bounded queue: one mutex for the items, one condition variable for each thing waited for.
//!
//! The mutex guards everything; each change tells exactly one thread of those it is good news for.
//! `notify_one` is enough because only consumers wait on `not_empty` and only producers on
//! `not_full`: whoever is woken can use the news, or finds that another thread has used it already.

use std::collections::VecDeque;
use std::sync::{Condvar, Mutex, MutexGuard};
use std::time::Duration;

/// A first-in, first-out queue with room for a fixed number of items.
pub struct BoundedQueue<T> {
    items: Mutex<VecDeque<T>>,
    capacity: usize,
    /// An item was added: consumers wait for this.
    not_empty: Condvar,
    /// A place became free: producers wait for this.
    not_full: Condvar,
}

impl<T> BoundedQueue<T> {
    /// An empty queue with room for `capacity` items.
    ///
    /// # Panics
    ///
    /// If `capacity` is 0.
    pub fn new(capacity: usize) -> BoundedQueue<T> {
        assert!(capacity > 0, "a queue needs room for at least one item");
        BoundedQueue {
            items: Mutex::new(VecDeque::new()),
            capacity,
            not_empty: Condvar::new(),
            not_full: Condvar::new(),
        }
    }

    /// Adds `item` at the end; waits while the queue is full.
    pub fn put(&self, item: T) {
        let items = self.items.lock().unwrap();
        let items = self.not_full.wait_while(items, |items| items.len() == self.capacity).unwrap();
        self.add(items, item);
    }

    /// Removes the first item; waits while the queue is empty.
    pub fn take(&self) -> T {
        let items = self.items.lock().unwrap();
        let items = self.not_empty.wait_while(items, |items| items.is_empty()).unwrap();
        self.remove(items).expect("the queue is not empty while we hold the lock")
    }

    /// How many items are in the queue.
    #[expect(clippy::len_without_is_empty, reason = "by the time it returns, it may be wrong")]
    pub fn len(&self) -> usize {
        self.items.lock().unwrap().len()
    }

    /// Adds `item` at the end if there is room; gives it back if the queue is full. Never waits.
    pub fn try_put(&self, item: T) -> Result<(), T> {
        let items = self.items.lock().unwrap();
        if items.len() == self.capacity {
            return Err(item);
        }
        self.add(items, item);
        Ok(())
    }

    /// Removes the first item; waits for one no longer than `timeout`.
    pub fn take_timeout(&self, timeout: Duration) -> Option<T> {
        let items = self.items.lock().unwrap();
        // Looks at the items before it looks at the clock, and sleeps only the rest of the time
        // after a wake-up that brought nothing.
        let (items, _) = self.not_empty.wait_timeout_while(items, timeout, |items| items.is_empty()).unwrap();
        self.remove(items)
    }

    fn add(&self, mut items: MutexGuard<'_, VecDeque<T>>, item: T) {
        items.push_back(item);
        self.not_empty.notify_one();
    }

    fn remove(&self, mut items: MutexGuard<'_, VecDeque<T>>) -> Option<T> {
        let item = items.pop_front()?;
        self.not_full.notify_one();
        Some(item)
    }
}
