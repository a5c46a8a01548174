//! wrong: race
//! fails: waiters_are_served_in_order
//! `Notify` passes the turn on, but a caller that comes at that moment takes it first: the woken waiter goes to the end of the queue.

use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, Ordering};
use tokio::sync::Notify;
use tokio::time::{Duration, Instant, sleep};

pub struct RateLimiter {
    per_second: f64,
    burst: f64,
    bucket: Mutex<Bucket>,
    busy: AtomicBool,
    turn_over: Notify,
}

struct Bucket {
    tokens: f64,
    as_of: Instant,
}

impl RateLimiter {
    pub fn new(per_second: u32, burst: u32) -> RateLimiter {
        assert!(per_second > 0 && burst > 0);
        let bucket = Mutex::new(Bucket { tokens: burst.into(), as_of: Instant::now() });
        RateLimiter {
            per_second: per_second.into(),
            burst: burst.into(),
            bucket,
            busy: AtomicBool::new(false),
            turn_over: Notify::new(),
        }
    }

    pub async fn acquire(&self) {
        loop {
            let free = !self.busy.swap(true, Ordering::SeqCst);
            if free {
                let _turn = Turn(self);
                while let Err(wait) = self.take() {
                    sleep(wait).await;
                }
                return;
            }
            self.turn_over.notified().await;
        }
    }

    pub fn try_acquire(&self) -> bool {
        if self.busy.swap(true, Ordering::SeqCst) {
            return false;
        }
        let _turn = Turn(self);
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

struct Turn<'a>(&'a RateLimiter);

impl Drop for Turn<'_> {
    fn drop(&mut self) {
        self.0.busy.store(false, Ordering::SeqCst);
        self.0.turn_over.notify_one();
    }
}
