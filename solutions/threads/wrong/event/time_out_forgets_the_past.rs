//! wrong: race
//! fails: set_is_not_missed_when_cleared_at_once
//! `wait` notes how often the event was set, `wait_timeout` asks only whether it is set now.

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
        let mut state = self.state.lock().unwrap();
        state.set = true;
        state.times_set += 1;
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
        let before = state.times_set;
        while !state.set && state.times_set == before {
            state = self.changed.wait(state).unwrap();
        }
    }

    pub fn wait_timeout(&self, timeout: Duration) -> bool {
        let state = self.state.lock().unwrap();
        let (state, _) = self.changed.wait_timeout_while(state, timeout, |state| !state.set).unwrap();
        state.set
    }
}
