//! right: no condition variable: lists of waiting threads, each parked until a change wakes it

use std::collections::VecDeque;
use std::sync::Mutex;
use std::thread::{self, Thread};
use std::time::{Duration, Instant};

struct State<T> {
    items: VecDeque<T>,
    /// Threads that found the queue full, or empty. One may stand here twice, or longer than it
    /// waits: an unpark too many costs a look, one too few would cost everything.
    producers: Vec<Thread>,
    consumers: Vec<Thread>,
}

pub struct BoundedQueue<T> {
    state: Mutex<State<T>>,
    capacity: usize,
}

impl<T> BoundedQueue<T> {
    pub fn new(capacity: usize) -> Self {
        assert!(capacity >= 1);
        let state = State { items: VecDeque::new(), producers: Vec::new(), consumers: Vec::new() };
        Self { state: Mutex::new(state), capacity }
    }

    pub fn put(&self, item: T) {
        let mut item = item;
        while let Err(back) = self.add(item, true) {
            item = back;
            thread::park();
        }
    }

    pub fn take(&self) -> T {
        loop {
            if let Some(item) = self.remove() {
                return item;
            }
            thread::park();
        }
    }

    pub fn len(&self) -> usize {
        self.state.lock().unwrap().items.len()
    }

    pub fn try_put(&self, item: T) -> Result<(), T> {
        self.add(item, false)
    }

    pub fn take_timeout(&self, timeout: Duration) -> Option<T> {
        let start = Instant::now();
        loop {
            if let Some(item) = self.remove() {
                return Some(item);
            }
            let left = timeout.saturating_sub(start.elapsed());
            if left.is_zero() {
                return None;
            }
            thread::park_timeout(left);
        }
    }

    fn add(&self, item: T, registered: bool) -> Result<(), T> {
        let mut state = self.state.lock().unwrap();
        if state.items.len() == self.capacity {
            if registered {
                state.producers.push(thread::current());
            }
            return Err(item);
        }
        state.items.push_back(item);
        wake(&mut state.consumers);
        Ok(())
    }

    fn remove(&self) -> Option<T> {
        let mut state = self.state.lock().unwrap();
        let Some(item) = state.items.pop_front() else {
            state.consumers.push(thread::current());
            return None;
        };
        wake(&mut state.producers);
        Some(item)
    }
}

/// Wakes all of them; who cannot go on registers again.
fn wake(waiting: &mut Vec<Thread>) {
    for thread in waiting.drain(..) {
        thread.unpark();
    }
}
