//! right: a helper task hands out the tokens; waiters queue in a channel
//! The helper sleeps until the next token is due and gives it to the first waiter that is still there.
//! A token that reaches nobody, because its waiter gave up at that moment, comes back by itself and
//! wakes the helper, which may be asleep until the next one is due.

use std::sync::{Arc, Mutex};
use tokio::sync::{Notify, mpsc, oneshot};
use tokio::task::AbortHandle;
use tokio::time::{Duration, Instant, sleep_until};

const TOKEN: u128 = 1_000_000_000;

#[derive(Debug)]
pub struct RateLimiter {
    shared: Arc<Mutex<Shared>>,
    queue: mpsc::UnboundedSender<oneshot::Sender<Token>>,
    helper: AbortHandle,
}

#[derive(Debug)]
struct Shared {
    per_second: u128,
    capacity: u128,
    level: u128,
    as_of: Instant,
    /// Calls of `acquire` that have been polled and are not over.
    waiting: usize,
    /// A token has come back.
    came_back: Arc<Notify>,
}

/// A token on its way to a waiter. Dropped unused it goes back.
struct Token(Option<Arc<Mutex<Shared>>>);

impl Drop for Token {
    fn drop(&mut self) {
        if let Some(shared) = self.0.take() {
            let mut shared = shared.lock().unwrap();
            shared.level = (shared.level + TOKEN).min(shared.capacity);
            shared.came_back.notify_one();
        }
    }
}

/// Counts a waiter for as long as it waits.
struct Waiting<'a>(&'a Mutex<Shared>);

impl Drop for Waiting<'_> {
    fn drop(&mut self) {
        self.0.lock().unwrap().waiting -= 1;
    }
}

impl Shared {
    fn refill(&mut self, now: Instant) {
        let gained = now.saturating_duration_since(self.as_of).as_nanos() * self.per_second;
        self.level = (self.level + gained).min(self.capacity);
        self.as_of = self.as_of.max(now);
    }

    /// Takes a token, or says when there is one.
    fn take(&mut self, now: Instant) -> Result<(), Instant> {
        self.refill(now);
        if self.level >= TOKEN {
            self.level -= TOKEN;
            return Ok(());
        }
        Err(now + Duration::from_nanos((TOKEN - self.level).div_ceil(self.per_second) as u64))
    }
}

impl RateLimiter {
    pub fn new(per_second: u32, burst: u32) -> RateLimiter {
        assert!(per_second != 0 && burst != 0, "neither is 0");
        let capacity = u128::from(burst) * TOKEN;
        let shared = Shared {
            per_second: per_second.into(),
            capacity,
            level: capacity,
            as_of: Instant::now(),
            waiting: 0,
            came_back: Arc::default(),
        };
        let shared = Arc::new(Mutex::new(shared));
        let (queue, waiters) = mpsc::unbounded_channel();
        let helper = tokio::spawn(hand_out(Arc::clone(&shared), waiters)).abort_handle();
        RateLimiter { shared, queue, helper }
    }

    pub async fn acquire(&self) {
        let _waiting = {
            let mut shared = self.shared.lock().unwrap();
            if shared.waiting == 0 && shared.take(Instant::now()).is_ok() {
                return;
            }
            shared.waiting += 1;
            Waiting(&self.shared)
        };
        let (sender, receiver) = oneshot::channel();
        self.queue.send(sender).expect("the helper runs as long as the limiter");
        let mut token: Token = receiver.await.expect("the helper answers");
        token.0 = None;
    }

    pub fn try_acquire(&self) -> bool {
        let mut shared = self.shared.lock().unwrap();
        shared.waiting == 0 && shared.take(Instant::now()).is_ok()
    }
}

impl Drop for RateLimiter {
    fn drop(&mut self) {
        self.helper.abort();
    }
}

async fn hand_out(shared: Arc<Mutex<Shared>>, mut waiters: mpsc::UnboundedReceiver<oneshot::Sender<Token>>) {
    let came_back = Arc::clone(&shared.lock().unwrap().came_back);
    while let Some(waiter) = waiters.recv().await {
        let mut token = None;
        while token.is_none() && !waiter.is_closed() {
            let taken = shared.lock().unwrap().take(Instant::now());
            match taken {
                Ok(()) => token = Some(Token(Some(Arc::clone(&shared)))),
                Err(due) => tokio::select! {
                    () = sleep_until(due) => {}
                    () = came_back.notified() => {}
                },
            }
        }
        if let Some(token) = token {
            // If the waiter is gone the token comes back and goes to the next.
            drop(waiter.send(token));
        }
    }
}
