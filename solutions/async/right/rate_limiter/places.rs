//! right: no tokens are counted, only the time at which the bucket will be full again; a list of places
//! A waiter may go when the bucket holds more tokens than there are waiters before it. It sleeps until
//! then, and looks again whenever somebody has left the list, served or not.

use std::collections::VecDeque;
use std::sync::Mutex;
use tokio::sync::Notify;
use tokio::time::{Duration, Instant, timeout_at};

#[derive(Debug)]
pub struct RateLimiter {
    per_second: u128,
    burst: u128,
    state: Mutex<State>,
    moved_up: Notify,
}

#[derive(Debug)]
struct State {
    started: Instant,
    /// When the bucket is full, in nanoseconds after `started` times `per_second`; in the past while
    /// it is full.
    full_at: u128,
    waiting: VecDeque<u64>,
    next_place: u64,
}

/// A second, in nanoseconds: what one token adds to `full_at`.
const TOKEN: u128 = 1_000_000_000;

/// A place in the list; given up when it is dropped.
struct Place<'a> {
    limiter: &'a RateLimiter,
    number: u64,
}

impl Drop for Place<'_> {
    fn drop(&mut self) {
        self.limiter.state.lock().unwrap().waiting.retain(|&number| number != self.number);
        self.limiter.moved_up.notify_waiters();
    }
}

impl RateLimiter {
    pub fn new(per_second: u32, burst: u32) -> RateLimiter {
        assert!(per_second > 0, "a rate of 0");
        assert!(burst > 0, "a burst of 0");
        let state = State { started: Instant::now(), full_at: 0, waiting: VecDeque::new(), next_place: 0 };
        RateLimiter {
            per_second: per_second.into(),
            burst: burst.into(),
            state: Mutex::new(state),
            moved_up: Notify::new(),
        }
    }

    pub async fn acquire(&self) {
        let number = {
            let mut state = self.state.lock().unwrap();
            let number = state.next_place;
            state.next_place += 1;
            state.waiting.push_back(number);
            number
        };
        let _place = Place { limiter: self, number };
        loop {
            let moved_up = self.moved_up.notified();
            let due = {
                let mut state = self.state.lock().unwrap();
                let before =
                    state.waiting.iter().position(|&other| other == number).expect("on the list until dropped");
                match self.due(&state, before as u128) {
                    Some(due) if due <= Instant::now() => {
                        self.take(&mut state);
                        return;
                    }
                    due => due,
                }
            };
            match due {
                // Either way it looks again.
                Some(due) => drop(timeout_at(due, moved_up).await),
                None => moved_up.await,
            }
        }
    }

    pub fn try_acquire(&self) -> bool {
        let mut state = self.state.lock().unwrap();
        let free = state.waiting.is_empty() && self.due(&state, 0).is_some_and(|due| due <= Instant::now());
        if free {
            self.take(&mut state);
        }
        free
    }

    /// When the bucket holds more than `before` tokens; never if it does not hold as many.
    fn due(&self, state: &State, before: u128) -> Option<Instant> {
        let missing_then = self.burst.checked_sub(before + 1)?;
        let at = state.full_at.saturating_sub(missing_then * TOKEN).div_ceil(self.per_second);
        Some(state.started + Duration::from_nanos(at as u64))
    }

    fn take(&self, state: &mut State) {
        let now = state.started.elapsed().as_nanos() * self.per_second;
        state.full_at = state.full_at.max(now) + TOKEN;
    }
}
