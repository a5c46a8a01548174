//! wrong: wrong-result
//! fails: cancelled_waiters_cost_nothing
//! Books a time for each waiter when it comes and gives nothing back: whoever gives up has still used a token.

use std::sync::Mutex;
use tokio::time::{Duration, Instant, sleep_until};

pub struct RateLimiter {
    per_second: u128,
    burst: u128,
    started: Instant,
    /// When the bucket is full, in nanoseconds times `per_second`; later with every booking.
    full_at: Mutex<u128>,
}

const TOKEN: u128 = 1_000_000_000;

impl RateLimiter {
    pub fn new(per_second: u32, burst: u32) -> RateLimiter {
        assert!(per_second > 0 && burst > 0);
        let started = Instant::now();
        RateLimiter { per_second: per_second.into(), burst: burst.into(), started, full_at: Mutex::new(0) }
    }

    pub async fn acquire(&self) {
        let due = {
            let mut full_at = self.full_at.lock().unwrap();
            *full_at = self.now().max(*full_at) + TOKEN;
            full_at.saturating_sub(self.burst * TOKEN)
        };
        if due > self.now() {
            sleep_until(self.started + Duration::from_nanos(due.div_ceil(self.per_second) as u64)).await;
        }
    }

    pub fn try_acquire(&self) -> bool {
        let mut full_at = self.full_at.lock().unwrap();
        let now = self.now();
        let free = now.max(*full_at) + TOKEN <= now + self.burst * TOKEN;
        if free {
            *full_at = now.max(*full_at) + TOKEN;
        }
        free
    }

    fn now(&self) -> u128 {
        self.started.elapsed().as_nanos() * self.per_second
    }
}
