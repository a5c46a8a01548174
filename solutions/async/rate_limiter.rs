//! A rate limiter: the bucket lies in an async mutex, and that mutex is also the queue.
//!
//! tokio's mutex is fair, so callers get it in the order in which they were first polled. Whoever has
//! it sleeps *with the lock held* until the token is due; the others wait for the lock. Hence all the
//! rest: `try_acquire` finds the lock taken while anyone waits, and a waiter that gives up drops its
//! guard, or its place in the queue, having changed nothing.

use tokio::sync::Mutex;
use tokio::time::{Duration, Instant, sleep_until};

/// A token in the unit in which the bucket gains a whole number in every nanosecond: `per_second`.
const TOKEN: u64 = 1_000_000_000;

/// A token bucket that many tasks share.
#[derive(Debug)]
pub struct RateLimiter {
    bucket: Mutex<Bucket>,
}

impl RateLimiter {
    /// A full bucket of `burst` tokens that refills with `per_second` tokens a second, by tokio's
    /// clock.
    ///
    /// # Panics
    /// If either is 0.
    pub fn new(per_second: u32, burst: u32) -> RateLimiter {
        assert!(per_second >= 1, "per_second is at least 1");
        assert!(burst >= 1, "burst is at least 1");
        let capacity = u64::from(burst) * TOKEN;
        let bucket = Bucket { per_second: per_second.into(), capacity, level: capacity, as_of: Instant::now() };
        RateLimiter { bucket: Mutex::new(bucket) }
    }

    /// Takes a token; waits for one if there is none. Callers are served in the order in which they
    /// were first polled.
    ///
    /// # Cancellation
    /// Dropping the future gives up its place in the queue and takes no token.
    pub async fn acquire(&self) {
        let mut bucket = self.bucket.lock().await;
        let now = Instant::now();
        let due = bucket.due(now);
        if due > now {
            sleep_until(due).await;
        }
        // Taken when it was due, not when the timer fired: so no fraction is lost.
        bucket.take(due);
    }

    /// Takes a token if there is one and nobody waits for it.
    pub fn try_acquire(&self) -> bool {
        let Ok(mut bucket) = self.bucket.try_lock() else { return false };
        let now = Instant::now();
        let there = bucket.due(now) <= now;
        if there {
            bucket.take(now);
        }
        there
    }
}

/// What is in the bucket, in parts of a token: `level` of at most `capacity` at `as_of`.
#[derive(Debug)]
struct Bucket {
    per_second: u64,
    capacity: u64,
    level: u64,
    as_of: Instant,
}

impl Bucket {
    /// When there is a token, at `now` or later.
    fn due(&mut self, now: Instant) -> Instant {
        self.refill(now);
        let missing = TOKEN.saturating_sub(self.level);
        now + Duration::from_nanos(missing.div_ceil(self.per_second))
    }

    /// Takes a token at `due`, when one is there.
    fn take(&mut self, due: Instant) {
        self.refill(due);
        self.level -= TOKEN;
    }

    fn refill(&mut self, now: Instant) {
        // 128 bits: nanoseconds times tokens a second pass 64 after a few seconds.
        let gained = now.saturating_duration_since(self.as_of).as_nanos() * u128::from(self.per_second);
        let level = u128::from(self.level) + gained;
        self.level = level.min(self.capacity.into()) as u64;
        self.as_of = self.as_of.max(now);
    }
}
