//! Checks of `async/rate_limiter`: exact, fair, and unimpressed by those who give up.

use exercise::RateLimiter;
use explore_tokio::harness::grace;
use std::future::{Future, poll_fn};
use std::panic::catch_unwind;
use std::pin::Pin;
use std::sync::{Arc, Mutex};
use std::task::Poll;
use tokio::task::JoinSet;
use tokio::time::{Duration, Instant, sleep, sleep_until};

/// Timers of tokio fire at whole milliseconds; the one after is still in time.
const LATE: Duration = Duration::from_millis(2);

/// A helper task may look up a last time this long after its limiter is gone.
const GRACE: Duration = Duration::from_secs(60 * 60);

const A_DAY: Duration = Duration::from_secs(24 * 60 * 60);

fn ms(n: u64) -> Duration {
    Duration::from_millis(n)
}

/// `what` happened at `start + seen`, and should have at `start + expected`.
fn in_time(what: &str, seen: Duration, expected: Duration) {
    in_time_within(what, seen, expected, LATE);
}

fn in_time_within(what: &str, seen: Duration, expected: Duration, late: Duration) {
    assert!(
        seen >= expected && seen <= expected + late,
        "{what}: expected after {}, seen after {}",
        show(expected),
        show(seen)
    );
}

fn show(duration: Duration) -> String {
    format!("{} ms", (duration.as_secs_f64() * 1_000_000.0).round() / 1_000.0)
}

pub async fn starts_full_and_then_paces() {
    grace(GRACE);
    let limiter = RateLimiter::new(10, 3);
    let start = Instant::now();
    for (n, expected) in [0, 0, 0, 100, 200, 300].into_iter().enumerate() {
        limiter.acquire().await;
        in_time(&format!("acquire number {} with 10 a second and a burst of 3", n + 1), start.elapsed(), ms(expected));
    }
    assert!(!limiter.try_acquire(), "try_acquire() right after the last token was taken; expected false, got true");

    let limiter = RateLimiter::new(10, 3);
    for n in 1..=3 {
        assert!(
            limiter.try_acquire(),
            "try_acquire() number {n} on a new limiter with a burst of 3; expected true, got false"
        );
    }
    assert!(
        !limiter.try_acquire(),
        "try_acquire() number 4 on a new limiter with a burst of 3; expected false, got true"
    );
}

pub async fn refills_continuously() {
    grace(GRACE);
    // A third of a second is no whole number of anything: an error of each step would add up.
    let limiter = RateLimiter::new(3, 2);
    let start = Instant::now();
    for n in 1..=100_u64 {
        limiter.acquire().await;
        let expected = Duration::from_nanos(n.saturating_sub(2) * 1_000_000_000 / 3);
        in_time(&format!("acquire number {n} with 3 a second and a burst of 2"), start.elapsed(), expected);
    }

    // Two tokens a second, asked for every 310 ms: 0.62 of a token each time.
    let limiter = RateLimiter::new(2, 4);
    while limiter.try_acquire() {}
    let start = Instant::now();
    let mut thousandths = 0;
    for _ in 0..40 {
        sleep(ms(310)).await;
        thousandths += 620;
        let expected = thousandths >= 1_000;
        if expected {
            thousandths -= 1_000;
        }
        let seen = limiter.try_acquire();
        assert_eq!(
            seen,
            expected,
            "with 2 a second, asked every 310 ms, {} after the bucket was empty: try_acquire()",
            show(start.elapsed())
        );
    }
}

pub async fn never_holds_more_than_burst() {
    grace(GRACE);
    let limiter = RateLimiter::new(5, 3);
    for days in [30, 1, 200] {
        sleep(A_DAY * days).await;
        let start = Instant::now();
        for (n, expected) in [0, 0, 0, 200, 400].into_iter().enumerate() {
            limiter.acquire().await;
            let what =
                format!("after {days} days of idling, acquire number {} with 5 a second and a burst of 3", n + 1);
            in_time(&what, start.elapsed(), ms(expected));
        }
    }
    // Partly used: what is missing comes back, and no more.
    sleep(ms(1_000)).await;
    assert!(limiter.try_acquire(), "try_acquire() of a full bucket; expected true, got false");
    sleep(ms(1_000)).await;
    let passed = (0..10).filter(|_| limiter.try_acquire()).count();
    assert_eq!(
        passed, 3,
        "one token was taken, then a second passed; calls of try_acquire() that were true of 10, with a burst of 3"
    );
}

/// Who was first polled when, and who was served when.
#[derive(Default)]
struct Book {
    came: Vec<&'static str>,
    served: Vec<(&'static str, Duration)>,
}

/// Acquires a token and writes down when it came and when it was served.
async fn visit(name: &'static str, limiter: &RateLimiter, book: &Mutex<Book>, start: Instant) {
    // `acquire` is first polled in the same poll as this line.
    book.lock().unwrap().came.push(name);
    limiter.acquire().await;
    book.lock().unwrap().served.push((name, start.elapsed()));
}

/// Each of `visitors` comes after so many milliseconds to an empty bucket with 10 a second and a burst
/// of 1.
async fn served_in_order(visitors: &[(&'static str, u64)]) {
    let limiter = Arc::new(RateLimiter::new(10, 1));
    let book = Arc::new(Mutex::new(Book::default()));
    assert!(limiter.try_acquire(), "try_acquire() on a new limiter; expected true, got false");
    let start = Instant::now();
    let mut tasks = JoinSet::new();
    for &(name, after) in visitors {
        let (limiter, book) = (Arc::clone(&limiter), Arc::clone(&book));
        tasks.spawn(async move {
            if after > 0 {
                sleep_until(start + ms(after)).await;
            }
            visit(name, &limiter, &book, start).await;
        });
    }
    tasks.join_all().await;
    let book = book.lock().unwrap();
    let order: Vec<&str> = book.served.iter().map(|(name, _)| *name).collect();
    assert_eq!(
        order, book.came,
        "10 a second, burst 1, bucket empty; the waiters were served in this order, but were first polled in that one"
    );
    for ((name, seen), n) in book.served.iter().zip(1..) {
        // With a burst of 1 the token of a late timer may delay the next by as much.
        in_time_within(&format!("`{name}`, number {n} of those who wait"), *seen, ms(100 * n), LATE * n as u32);
    }
}

pub async fn waiters_are_served_in_order() {
    grace(GRACE);
    served_in_order(&[("first", 0), ("second", 0), ("third", 0)]).await;
    // One who comes at the very moment the token does.
    served_in_order(&[("early", 0), ("next", 0), ("at the moment", 100)]).await;
}

/// Polls a future once.
async fn poll_once<F: Future>(mut future: Pin<&mut F>) -> bool {
    poll_fn(|cx| Poll::Ready(future.as_mut().poll(cx).is_ready())).await
}

pub async fn try_acquire_does_not_overtake() {
    grace(GRACE);
    let limiter = Arc::new(RateLimiter::new(10, 1));
    assert!(limiter.try_acquire(), "try_acquire() on a new limiter; expected true, got false");
    let start = Instant::now();
    let mut waiters = JoinSet::new();
    for _ in 0..2 {
        let limiter = Arc::clone(&limiter);
        waiters.spawn(async move {
            limiter.acquire().await;
            start.elapsed()
        });
    }
    sleep_until(start + ms(1)).await;
    // At 100 and 200 ms a token comes, and a waiter takes it at that very moment.
    for at in [50, 100, 150, 200] {
        sleep_until(start + ms(at)).await;
        let waiting = if at < 200 {
            "two tasks wait, served at 100 and 200 ms"
        } else {
            "the second of two waiters is served now"
        };
        assert!(!limiter.try_acquire(), "{waiting}; try_acquire() at {at} ms: expected false, got true");
    }
    for n in 1..=2 {
        let seen = waiters.join_next().await.expect("two were spawned").expect("acquire() does not panic");
        in_time_within(&format!("waiter {n} of two"), seen, ms(100 * n), LATE * n as u32);
    }
    sleep_until(start + ms(320)).await;
    assert!(
        limiter.try_acquire(),
        "both waiters were served by 200 ms; try_acquire() at 320 ms: expected true, got false"
    );
    assert!(!limiter.try_acquire(), "try_acquire() took a token at 320 ms; right after that: expected false, got true");
}

/// Three wait for an empty bucket with 10 a second and a burst of 1; the one at `place` gives up after
/// `after` milliseconds, having been polled or not.
async fn gives_up(place: usize, polled: bool, after: u64) {
    let who = ["first", "second", "third"][place];
    let case = if polled {
        format!("the {who} of three waiters gave up after {after} ms")
    } else {
        format!("the {who} of three waiters was dropped before it was polled")
    };
    let limiter = Arc::new(RateLimiter::new(10, 1));
    assert!(limiter.try_acquire(), "try_acquire() on a new limiter; expected true, got false");
    let start = Instant::now();
    let mut others = JoinSet::new();
    let victim_limiter = Arc::clone(&limiter);
    let mut victim = Some(Box::pin(async move { victim_limiter.acquire().await }));
    for at in 0..3 {
        if at == place {
            if polled {
                let done = poll_once(victim.as_mut().expect("not dropped yet").as_mut()).await;
                assert!(!done, "acquire() on an empty bucket returned at once");
            }
        } else {
            let limiter = Arc::clone(&limiter);
            others.spawn(async move {
                limiter.acquire().await;
                start.elapsed()
            });
        }
        // The next one comes when this one waits.
        sleep(ms(1)).await;
    }
    if polled {
        sleep_until(start + ms(after)).await;
    }
    drop(victim.take());
    for n in 1..=2 {
        let seen = others.join_next().await.expect("two were spawned").expect("acquire() does not panic");
        in_time_within(&format!("{case}; number {n} of the other two"), seen, ms(100 * n), LATE * n as u32);
    }
    limiter.acquire().await;
    in_time_within(&format!("{case}, the other two were served; the next acquire"), start.elapsed(), ms(300), LATE * 3);
    sleep(ms(50)).await;
    assert!(
        !limiter.try_acquire(),
        "{case}; try_acquire() 50 ms after all others were served: expected false, got true"
    );
    sleep(ms(60)).await;
    assert!(
        limiter.try_acquire(),
        "{case}; try_acquire() 110 ms after all others were served: expected true, got false"
    );
}

pub async fn cancelled_waiters_cost_nothing() {
    grace(GRACE);
    for place in 0..3 {
        gives_up(place, false, 0).await;
        // In the middle of the wait, and at the very moment a token comes.
        gives_up(place, true, 50).await;
        gives_up(place, true, 100).await;
    }
}

pub async fn bounds_are_kept() {
    grace(GRACE);
    for (per_second, burst) in [(0, 1), (1, 0), (0, 0)] {
        let made = catch_unwind(|| drop(RateLimiter::new(per_second, burst)));
        assert!(made.is_err(), "RateLimiter::new({per_second}, {burst}); expected a panic, got a limiter");
    }

    let limiter = RateLimiter::new(1, 1);
    let start = Instant::now();
    limiter.acquire().await;
    limiter.acquire().await;
    in_time("the second acquire with 1 a second and a burst of 1", start.elapsed(), ms(1_000));

    // A million a second: the wait is shorter than tokio's timers can tell.
    let limiter = RateLimiter::new(1_000_000, 2);
    let start = Instant::now();
    for _ in 0..4 {
        limiter.acquire().await;
    }
    in_time_within("four acquires with a million a second and a burst of 2", start.elapsed(), ms(0), LATE * 2);

    let most = u32::MAX;
    for (per_second, burst) in [(most, most), (1, most), (most, 1)] {
        let limiter = RateLimiter::new(per_second, burst);
        let case = format!("RateLimiter::new({per_second}, {burst})");
        for idle in [Duration::ZERO, ms(1), A_DAY * 50] {
            sleep(idle).await;
            let start = Instant::now();
            limiter.acquire().await;
            in_time(
                &format!("{case}, {} days idle: acquire", idle.as_secs() / A_DAY.as_secs()),
                start.elapsed(),
                ms(0),
            );
        }
    }
    let limiter = RateLimiter::new(1, most);
    let start = Instant::now();
    for _ in 0..1_000 {
        limiter.acquire().await;
    }
    in_time("a thousand acquires with a burst of u32::MAX", start.elapsed(), ms(0));
}
