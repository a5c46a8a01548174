//! wrong: deadlock
//! fails: cancelled_waiters_cost_nothing
//! Waiters draw a number, and a number that gave up is still called: everybody behind it waits for ever.

use std::sync::Mutex;
use tokio::sync::Notify;
use tokio::time::{Duration, Instant, sleep};

pub struct RateLimiter {
    per_second: f64,
    burst: f64,
    state: Mutex<State>,
    called: Notify,
}

struct State {
    tokens: f64,
    as_of: Instant,
    next_number: u64,
    calling: u64,
}

impl RateLimiter {
    pub fn new(per_second: u32, burst: u32) -> RateLimiter {
        assert!(per_second > 0 && burst > 0);
        let state = State { tokens: burst.into(), as_of: Instant::now(), next_number: 0, calling: 0 };
        let state = Mutex::new(state);
        RateLimiter { per_second: per_second.into(), burst: burst.into(), state, called: Notify::new() }
    }

    pub async fn acquire(&self) {
        let number = {
            let mut state = self.state.lock().unwrap();
            state.next_number += 1;
            state.next_number - 1
        };
        loop {
            let called = self.called.notified();
            if self.state.lock().unwrap().calling == number {
                break;
            }
            called.await;
        }
        loop {
            let taken = self.take(&mut self.state.lock().unwrap());
            match taken {
                Ok(()) => break,
                Err(wait) => sleep(wait).await,
            }
        }
        self.state.lock().unwrap().calling += 1;
        self.called.notify_waiters();
    }

    pub fn try_acquire(&self) -> bool {
        let mut state = self.state.lock().unwrap();
        state.calling == state.next_number && self.take(&mut state).is_ok()
    }

    fn take(&self, state: &mut State) -> Result<(), Duration> {
        let now = Instant::now();
        let refill = now.duration_since(state.as_of).as_secs_f64() * self.per_second;
        state.tokens = (state.tokens + refill).min(self.burst);
        state.as_of = now;
        if state.tokens >= 1.0 {
            state.tokens -= 1.0;
            Ok(())
        } else {
            Err(Duration::from_secs_f64((1.0 - state.tokens) / self.per_second))
        }
    }
}
