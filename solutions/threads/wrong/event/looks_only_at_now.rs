//! wrong: lost-wakeup
//! fails: set_is_not_missed_when_cleared_at_once
//! Waits while the event is not set now: set and cleared before the woken thread looks, it was never set.

use std::sync::{Condvar, Mutex};
use std::time::Duration;

struct State {
    set: bool,
    times_set: u64,
}

pub struct Event {
    state: Mutex<State>,
    changed: Condvar,
}

impl Event {
    #[expect(clippy::new_without_default, reason = "an event is made on purpose, not by default")]
    pub fn new() -> Event {
        Event { state: Mutex::new(State { set: false, times_set: 0 }), changed: Condvar::new() }
    }

    pub fn set(&self) {
        self.state.lock().unwrap().set = true;
        self.changed.notify_all();
    }

    pub fn clear(&self) {
        self.state.lock().unwrap().set = false;
    }

    pub fn is_set(&self) -> bool {
        self.state.lock().unwrap().set
    }

    pub fn wait(&self) {
        let mut state = self.state.lock().unwrap();
        while !state.set {
            state = self.changed.wait(state).unwrap();
        }
    }

    pub fn wait_timeout(&self, timeout: Duration) -> bool {
        let state = self.state.lock().unwrap();
        let (state, _) = self.changed.wait_timeout_while(state, timeout, |state| !state.set).unwrap();
        state.set
    }
}
