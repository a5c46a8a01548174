//! wrong: wrong-result
//! fails: bounds_are_kept
//! Accepts a rate and a burst of 0: a limiter that lets nobody through, for ever.

use std::sync::Mutex;
use tokio::sync::Semaphore;
use tokio::time::{Duration, Instant, sleep};

pub struct RateLimiter {
    per_second: f64,
    burst: f64,
    bucket: Mutex<Bucket>,
    turn: Semaphore,
}

struct Bucket {
    tokens: f64,
    as_of: Instant,
}

impl RateLimiter {
    pub fn new(per_second: u32, burst: u32) -> RateLimiter {
        let bucket = Mutex::new(Bucket { tokens: burst.into(), as_of: Instant::now() });
        RateLimiter { per_second: per_second.into(), burst: burst.into(), bucket, turn: Semaphore::new(1) }
    }

    pub async fn acquire(&self) {
        let _turn = self.turn.acquire().await.expect("never closed");
        while let Err(wait) = self.take() {
            sleep(wait).await;
        }
    }

    pub fn try_acquire(&self) -> bool {
        let Ok(_turn) = self.turn.try_acquire() else { return false };
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
