//! A flag and the number of times it was set: who waits sees that it was set even when it is cleared again.

use std::sync::{Condvar, Mutex};
use std::time::Duration;

struct State {
    set: bool,
    /// How often the event was set: tells who waits whether it was, since they came.
    times_set: u64,
}

/// Set or not set; threads wait until it is set.
pub struct Event {
    state: Mutex<State>,
    changed: Condvar,
}

impl Event {
    /// An event that is not set.
    #[expect(clippy::new_without_default, reason = "an event is made on purpose, not by default")]
    pub fn new() -> Event {
        Event { state: Mutex::new(State { set: false, times_set: 0 }), changed: Condvar::new() }
    }

    /// Sets the event: all threads that wait for it return.
    pub fn set(&self) {
        let mut state = self.state.lock().unwrap();
        state.set = true;
        state.times_set += 1;
        self.changed.notify_all();
    }

    /// Makes the event not set again.
    pub fn clear(&self) {
        self.state.lock().unwrap().set = false;
    }

    /// Whether the event is set.
    pub fn is_set(&self) -> bool {
        self.state.lock().unwrap().set
    }

    /// Waits until the event is set.
    pub fn wait(&self) {
        let mut state = self.state.lock().unwrap();
        let before = state.times_set;
        while !state.set && state.times_set == before {
            state = self.changed.wait(state).unwrap();
        }
    }

    /// Waits until the event is set, no longer than `timeout`; says whether it was set.
    pub fn wait_timeout(&self, timeout: Duration) -> bool {
        let state = self.state.lock().unwrap();
        let before = state.times_set;
        let not_set = |state: &mut State| !state.set && state.times_set == before;
        let (state, result) = self.changed.wait_timeout_while(state, timeout, not_set).unwrap();
        drop(state);
        // Timed out only if the event was not set even at the last look, with the lock held again.
        !result.timed_out()
    }
}
