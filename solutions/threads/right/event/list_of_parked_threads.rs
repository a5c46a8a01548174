//! right: no condition variable: each waiting thread leaves a slip that `set` marks before it unparks it

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::thread::{self, Thread};
use std::time::{Duration, Instant};

struct Slip {
    thread: Thread,
    released: AtomicBool,
}

#[derive(Default)]
struct State {
    set: bool,
    waiting: Vec<Arc<Slip>>,
}

pub struct Event {
    state: Mutex<State>,
}

impl Event {
    #[expect(clippy::new_without_default, reason = "an event is made on purpose, not by default")]
    pub fn new() -> Event {
        Event { state: Mutex::new(State::default()) }
    }

    pub fn set(&self) {
        let mut state = self.state.lock().unwrap();
        state.set = true;
        for slip in state.waiting.drain(..) {
            // Pairs with the loads of the thread that waits.
            slip.released.store(true, Ordering::Release);
            slip.thread.unpark();
        }
    }

    pub fn clear(&self) {
        self.state.lock().unwrap().set = false;
    }

    pub fn is_set(&self) -> bool {
        self.state.lock().unwrap().set
    }

    pub fn wait(&self) {
        let Some(slip) = self.leave_a_slip() else { return };
        while !slip.released.load(Ordering::Acquire) {
            thread::park();
        }
    }

    pub fn wait_timeout(&self, timeout: Duration) -> bool {
        let called = Instant::now();
        let Some(slip) = self.leave_a_slip() else { return true };
        while !slip.released.load(Ordering::Acquire) {
            let left = timeout.saturating_sub(called.elapsed());
            if left.is_zero() {
                let mut state = self.state.lock().unwrap();
                state.waiting.retain(|other| !Arc::ptr_eq(other, &slip));
                return slip.released.load(Ordering::Acquire);
            }
            thread::park_timeout(left);
        }
        true
    }

    /// Puts the thread on the list, unless the event is set.
    fn leave_a_slip(&self) -> Option<Arc<Slip>> {
        let mut state = self.state.lock().unwrap();
        if state.set {
            return None;
        }
        let slip = Arc::new(Slip { thread: thread::current(), released: AtomicBool::new(false) });
        state.waiting.push(Arc::clone(&slip));
        Some(slip)
    }
}
