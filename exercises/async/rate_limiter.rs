//! # A rate limiter
//!
//! The mail provider accepts 50 messages a second and answers the 51st with a day's ban.
//! Every task of the newsletter service calls `acquire` before it sends one.
//!
//! Write `RateLimiter`, a *token bucket*:
//!
//! - `RateLimiter::new(per_second, burst)`: the bucket holds at most `burst` tokens and **starts full**.
//!   Both are at least 1, else it panics. It is called inside a runtime.
//! - It **refills continuously**, `per_second` tokens a second by tokio's clock:
//!   half a token is there after half the time, and no fraction gets lost over the years.
//!   It never holds more than `burst`, however long nobody came.
//! - `acquire` takes a token and waits for one if there is none.
//!   Waiters are served **in the order in which they were first polled**.
//! - `try_acquire` takes a token and returns true, or returns false at once.
//!   It is false **while anyone waits**: it never takes the token somebody has been waiting for.
//! - A waiter may **give up**: the future of `acquire` is dropped, by a time-out for instance.
//!   That costs no token and holds up nobody behind it.
//!
//! Timers of tokio fire at whole milliseconds, so a token may come up to a millisecond late.
//!
//! What stands below has the arithmetic right, and serves one caller well.
//! With several it serves whoever happens to look first.

use std::sync::Mutex;
use tokio::time::{Duration, Instant, sleep};

/// A token bucket that many tasks share.
#[derive(Debug)]
pub struct RateLimiter {
    per_second: f64,
    burst: f64,
    bucket: Mutex<Bucket>,
}

#[derive(Debug)]
struct Bucket {
    /// How many tokens there were at `as_of`.
    tokens: f64,
    as_of: Instant,
}

impl RateLimiter {
    /// A full bucket of `burst` tokens that refills with `per_second` tokens a second.
    ///
    /// # Panics
    /// If either is 0.
    pub fn new(per_second: u32, burst: u32) -> RateLimiter {
        assert!(per_second >= 1 && burst >= 1, "per_second and burst are at least 1");
        let bucket = Mutex::new(Bucket { tokens: burst.into(), as_of: Instant::now() });
        RateLimiter { per_second: per_second.into(), burst: burst.into(), bucket }
    }

    /// Waits for a token and takes it.
    pub async fn acquire(&self) {
        while let Err(wait) = self.take() {
            sleep(wait).await;
        }
    }

    /// Takes a token if there is one and nobody waits for it.
    pub fn try_acquire(&self) -> bool {
        self.take().is_ok()
    }

    /// Takes a token, or says how long it takes until there is one.
    fn take(&self) -> Result<(), Duration> {
        let mut bucket = self.bucket.lock().unwrap();
        let now = Instant::now();
        let refill = now.duration_since(bucket.as_of).as_secs_f64() * self.per_second;
        bucket.tokens = (bucket.tokens + refill).min(self.burst);
        bucket.as_of = now;
        if bucket.tokens >= 1.0 {
            bucket.tokens -= 1.0;
            Ok(())
        } else {
            Err(Duration::from_secs_f64((1.0 - bucket.tokens) / self.per_second))
        }
    }
}
