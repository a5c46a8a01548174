//! wrong: wrong-result
//! fails: starts_full_and_then_paces
//! Fills up once a second instead of continuously: a caller may wait for most of a second, and then a whole burst goes at once.

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
        assert!(per_second > 0 && burst > 0);
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
        let seconds = now.duration_since(bucket.as_of).as_secs();
        bucket.tokens = (bucket.tokens + seconds as f64 * self.per_second).min(self.burst);
        bucket.as_of += Duration::from_secs(seconds);
        if bucket.tokens >= 1.0 {
            bucket.tokens -= 1.0;
            Ok(())
        } else {
            Err(bucket.as_of + Duration::from_secs(1) - now)
        }
    }
}
