//! wrong: deadlock
//! fails: starts_full_and_then_paces
//! Holds the lock on the bucket while it waits for the helper that needs the same lock to refill it.

use std::sync::Arc;
use tokio::sync::{Mutex, Notify};
use tokio::task::AbortHandle;
use tokio::time::{Duration, interval};

pub struct RateLimiter {
    tokens: Arc<Mutex<u32>>,
    refilled: Arc<Notify>,
    helper: AbortHandle,
}

impl RateLimiter {
    pub fn new(per_second: u32, burst: u32) -> RateLimiter {
        assert!(per_second > 0 && burst > 0);
        let tokens = Arc::new(Mutex::new(burst));
        let refilled = Arc::new(Notify::new());
        let (bucket, news) = (Arc::clone(&tokens), Arc::clone(&refilled));
        let helper = tokio::spawn(async move {
            let mut ticks = interval(Duration::from_secs(1) / per_second);
            ticks.tick().await;
            loop {
                ticks.tick().await;
                let mut tokens = bucket.lock().await;
                *tokens = (*tokens + 1).min(burst);
                news.notify_one();
            }
        });
        RateLimiter { tokens, refilled, helper: helper.abort_handle() }
    }

    pub async fn acquire(&self) {
        let mut tokens = self.tokens.lock().await;
        while *tokens == 0 {
            self.refilled.notified().await;
        }
        *tokens -= 1;
    }

    pub fn try_acquire(&self) -> bool {
        match self.tokens.try_lock() {
            Ok(mut tokens) if *tokens > 0 => {
                *tokens -= 1;
                true
            }
            _ => false,
        }
    }
}

impl Drop for RateLimiter {
    fn drop(&mut self) {
        self.helper.abort();
    }
}
