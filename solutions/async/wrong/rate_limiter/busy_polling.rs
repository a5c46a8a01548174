//! wrong: livelock
//! fails: starts_full_and_then_paces
//! Yields and looks again, for as long as it takes: the processor never rests, and on a paused clock the time never comes.

use std::sync::Mutex;
use tokio::time::{Duration, Instant};

pub struct RateLimiter {
    per_second: f64,
    burst: f64,
    bucket: Mutex<Bucket>,
}

struct Bucket {
    tokens: f64,
    as_of: Instant,
}

impl RateLimiter {
    pub fn new(per_second: u32, burst: u32) -> RateLimiter {
        assert!(per_second > 0 && burst > 0);
        let bucket = Mutex::new(Bucket { tokens: burst.into(), as_of: Instant::now() });
        RateLimiter { per_second: per_second.into(), burst: burst.into(), bucket }
    }

    pub async fn acquire(&self) {
        while !self.try_acquire() {
            tokio::task::yield_now().await;
        }
    }

    pub fn try_acquire(&self) -> bool {
        self.take().is_ok()
    }

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
