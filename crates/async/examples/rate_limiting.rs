//! A ticket counter: how a token bucket counts, and how those who wait are kept in order.
//!
//! Belongs to the lesson `rate-limiting`; run it with `cargo run -p learn-async --example
//! rate_limiting`. Its clock is paused, so that the seconds it prints pass at once and come out the
//! same every time.

use std::sync::Arc;
use std::sync::Mutex as StdMutex;
use tokio::sync::{Mutex, Notify};
use tokio::time::{Duration, Instant, sleep, timeout};

// ANCHOR: fixed_window
/// At most so many a second, counted afresh every second.
struct FixedWindow {
    per_second: u32,
    window: Instant,
    used: u32,
}

impl FixedWindow {
    fn pass(&mut self, now: Instant) -> bool {
        if now.duration_since(self.window) >= Duration::from_secs(1) {
            self.window = now;
            self.used = 0;
        }
        let free = self.used < self.per_second;
        self.used += u32::from(free);
        free
    }
}
// ANCHOR_END: fixed_window

// ANCHOR: bucket
/// `level` parts of a token at `as_of`; a whole token is [`TOKEN`] parts.
struct Bucket {
    level: u64,
    as_of: Instant,
}

/// Four tokens a second, and 25 parts to a token: a part every 10 ms, a token every 250 ms.
const TOKEN: u64 = 25;
const PARTS_EVERY_10_MS: u64 = 1;
const BURST: u64 = 2;

impl Bucket {
    /// Brings the level up to date: no timer ever fills the bucket.
    fn refill(&mut self, now: Instant) {
        let ticks = (now.duration_since(self.as_of).as_millis() / 10) as u64;
        self.level = (self.level + ticks * PARTS_EVERY_10_MS).min(BURST * TOKEN);
        // Not `now`: what is left of a tick counts next time.
        self.as_of += Duration::from_millis(ticks * 10);
    }

    fn pass(&mut self, now: Instant) -> bool {
        self.refill(now);
        let free = self.level >= TOKEN;
        if free {
            self.level -= TOKEN;
        }
        free
    }
}
// ANCHOR_END: bucket

// ANCHOR: crowd
/// A counter that opens for one customer at a time; the bell tells that it is free.
struct Crowd {
    busy: StdMutex<bool>,
    bell: Notify,
}

impl Crowd {
    async fn served(&self, minutes: u64) {
        loop {
            let bell = self.bell.notified();
            if !std::mem::replace(&mut *self.busy.lock().unwrap(), true) {
                break;
            }
            bell.await;
        }
        sleep(Duration::from_secs(60 * minutes)).await;
        *self.busy.lock().unwrap() = false;
        self.bell.notify_one();
    }
}
// ANCHOR_END: crowd

// ANCHOR: queue
/// The same with a queue: an async mutex is passed on in the order in which it was asked for.
struct Queue {
    counter: Mutex<()>,
}

impl Queue {
    async fn served(&self, minutes: u64) {
        let _my_turn = self.counter.lock().await;
        sleep(Duration::from_secs(60 * minutes)).await;
    }

    fn is_free(&self) -> bool {
        self.counter.try_lock().is_ok()
    }
}
// ANCHOR_END: queue

// ANCHOR: regular
/// Comes back the moment it has been served, ten times.
async fn regular(crowd: Arc<Crowd>) {
    for _ in 0..10 {
        crowd.served(1).await;
    }
}
// ANCHOR_END: regular

#[tokio::main(flavor = "current_thread", start_paused = true)]
async fn main() {
    let start = Instant::now();
    let mut window = FixedWindow { per_second: 4, window: start, used: 0 };
    sleep(Duration::from_millis(990)).await;
    let before = (0..9).filter(|_| window.pass(Instant::now())).count();
    sleep(Duration::from_millis(10)).await;
    let after = (0..9).filter(|_| window.pass(Instant::now())).count();
    println!("4 a second, by windows: {} passed within 10 ms", before + after);
    assert_eq!((before, after), (4, 4));

    let mut bucket = Bucket { level: BURST * TOKEN, as_of: Instant::now() };
    let mut passed = Vec::new();
    let start = Instant::now();
    while start.elapsed() < Duration::from_secs(1) {
        if bucket.pass(Instant::now()) {
            passed.push(start.elapsed().as_millis());
        }
        sleep(Duration::from_millis(1)).await;
    }
    println!("4 a second, by a bucket of 2: passed at {passed:?} ms");
    assert_eq!(passed, [0, 1, 250, 500, 750]);

    let crowd = Arc::new(Crowd { busy: StdMutex::new(false), bell: Notify::new() });
    let start = Instant::now();
    let regular = tokio::spawn(regular(Arc::clone(&crowd)));
    tokio::task::yield_now().await;
    crowd.served(1).await;
    println!("in a crowd: the second customer is done after {} minutes", start.elapsed().as_secs() / 60);
    assert_eq!(start.elapsed().as_secs() / 60, 11, "the regular came first ten times");
    regular.await.expect("does not panic");

    let queue = Arc::new(Queue { counter: Mutex::new(()) });
    let start = Instant::now();
    let customers: Vec<_> = (1..=3)
        .map(|n| {
            let queue = Arc::clone(&queue);
            tokio::spawn(async move {
                // The second has a train to catch.
                let patience = Duration::from_secs(if n == 2 { 90 } else { 3_600 });
                let served = timeout(patience, queue.served(1)).await.is_ok();
                (n, served, start.elapsed().as_secs())
            })
        })
        .collect();
    tokio::task::yield_now().await;
    assert!(!queue.is_free(), "somebody is being served");
    for customer in customers {
        let (n, served, seconds) = customer.await.expect("does not panic");
        let what = if served { "is done" } else { "gives up" };
        println!("in a queue: customer {n} {what} after {seconds} seconds");
    }
    assert_eq!(start.elapsed(), Duration::from_secs(150), "the third one moved up at 90 seconds");
    assert!(queue.is_free());
}
