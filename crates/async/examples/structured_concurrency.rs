//! A weather page: forecasts are fetched one after the other, together, and with an end to all of it.
//!
//! Belongs to the lesson `structured-concurrency`; run it with
//! `cargo run -p learn-async --example structured_concurrency`. Its clock is paused, so that the
//! seconds it prints pass at once and come out the same every time.

use std::sync::atomic::{AtomicU32, Ordering};
use tokio::task::JoinSet;
use tokio::time::{Duration, Instant, sleep, timeout};

/// How many requests are under way.
static OPEN: AtomicU32 = AtomicU32::new(0);

// ANCHOR: request
/// A request that is under way; it ends when this is dropped, in whatever way.
struct Request(&'static str);

impl Request {
    fn to(city: &'static str) -> Request {
        OPEN.fetch_add(1, Ordering::Relaxed);
        Request(city)
    }
}

impl Drop for Request {
    fn drop(&mut self) {
        OPEN.fetch_sub(1, Ordering::Relaxed);
    }
}

async fn forecast(city: &'static str, seconds: u64) -> String {
    let request = Request::to(city);
    sleep(Duration::from_secs(seconds)).await;
    format!("{}: sunny", request.0)
}
// ANCHOR_END: request

fn open() -> u32 {
    OPEN.load(Ordering::Relaxed)
}

// ANCHOR: in_turn
async fn in_turn() -> [String; 2] {
    let bern = forecast("Bern", 2);
    let oslo = forecast("Oslo", 3);
    [bern.await, oslo.await]
}
// ANCHOR_END: in_turn

// ANCHOR: together
async fn together() -> [String; 2] {
    let (bern, oslo) = tokio::join!(forecast("Bern", 2), forecast("Oslo", 3));
    [bern, oslo]
}
// ANCHOR_END: together

// ANCHOR: detached
async fn gives_up_on_a_handle() {
    let handle = tokio::spawn(forecast("Bern", 2));
    let answer = timeout(Duration::from_secs(1), handle).await;
    assert!(answer.is_err(), "it takes two seconds");
    println!("the handle is gone, requests still open: {}", open());
}
// ANCHOR_END: detached

// ANCHOR: owned
async fn gives_up_on_a_set() {
    let mut requests = JoinSet::new();
    requests.spawn(forecast("Bern", 2));
    requests.spawn(forecast("Oslo", 3));
    let answer = timeout(Duration::from_secs(1), requests.join_next()).await;
    assert!(answer.is_err(), "the first takes two seconds");
    drop(requests);
    println!("the set is gone, requests still open: {}", open());
    tokio::task::yield_now().await;
    println!("the runtime has run, requests still open: {}", open());
}
// ANCHOR_END: owned

// ANCHOR: first
/// The forecast of whichever service answers first.
async fn whoever_is_first() -> String {
    let mut services = JoinSet::new();
    for (name, seconds) in [("slow", 9), ("quick", 2), ("middling", 5)] {
        services.spawn(forecast(name, seconds));
    }
    let first = services.join_next().await.expect("three were spawned");
    services.shutdown().await;
    assert_eq!(open(), 0, "nobody is left");
    first.expect("no service panics")
}
// ANCHOR_END: first

// ANCHOR: panic
async fn a_task_panics() {
    let mut tasks = JoinSet::new();
    tasks.spawn(async { panic!("no such city") });
    let failed = tasks.join_next().await.expect("one was spawned").expect_err("it panics");
    assert!(failed.is_panic());
    let payload = failed.into_panic();
    println!("the task panicked with: {}", payload.downcast_ref::<&str>().expect("a text"));
}
// ANCHOR_END: panic

#[tokio::main(flavor = "current_thread", start_paused = true)]
async fn main() {
    let start = Instant::now();
    let page = in_turn().await;
    println!("in turn: {page:?} after {:?}", start.elapsed());
    assert_eq!(start.elapsed(), Duration::from_secs(5));

    let start = Instant::now();
    let page = together().await;
    println!("together: {page:?} after {:?}", start.elapsed());
    assert_eq!(start.elapsed(), Duration::from_secs(3));

    gives_up_on_a_handle().await;
    assert_eq!(open(), 1, "a dropped handle leaves its task alone");
    sleep(Duration::from_secs(5)).await;

    gives_up_on_a_set().await;
    assert_eq!(open(), 0, "a dropped set cancels its tasks");

    let start = Instant::now();
    println!("first: {} after {:?}", whoever_is_first().await, start.elapsed());
    assert_eq!(start.elapsed(), Duration::from_secs(2));

    // The message of the panic itself goes to standard error as usual; keep this output to one line.
    std::panic::set_hook(Box::new(|_| {}));
    a_task_panics().await;
}
