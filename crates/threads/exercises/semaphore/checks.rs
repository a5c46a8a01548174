//! Checks of `threads/semaphore`: the limit, the waiting, the waking, the time-outs.
//!
//! Time is virtual here. A time-out of up to a second may pass while another thread stands still at
//! any place; a longer one passes only when no thread has anything left to do.

use exercise::Semaphore;
use explore::harness::settle;
use explore::linear::{History, Model};
use std::fmt;
use std::mem;
use std::panic::{self, AssertUnwindSafe};
use std::sync::atomic::{AtomicUsize, Ordering::SeqCst};
use std::sync::{Arc, Condvar, Mutex};
use std::thread::{self, Builder, JoinHandle};
use std::time::{Duration, Instant};

const SHORT: Duration = Duration::from_millis(10);
const HOUR: Duration = Duration::from_secs(60 * 60);
const YEAR: Duration = Duration::from_secs(365 * 24 * 60 * 60);

/// Starts a thread whose name a trace can show.
fn start<T: Send + 'static>(
    name: &str,
    semaphore: &Arc<Semaphore>,
    work: impl FnOnce(&Semaphore) -> T + Send + 'static,
) -> JoinHandle<T> {
    let semaphore = Arc::clone(semaphore);
    Builder::new().name(name.to_owned()).spawn(move || work(&semaphore)).expect("a thread can be started")
}

/// What a thread returned.
fn join<T>(thread: JoinHandle<T>) -> T {
    thread.join().expect("no call panics")
}

/// Lets `time`, more than a second, pass: it does so only when nobody has anything left to do.
fn let_pass(time: Duration) {
    let (lock, never) = (Mutex::new(()), Condvar::new());
    let guard = lock.lock().expect("nobody else locks it");
    drop(never.wait_timeout_while(guard, time, |()| true));
}

pub fn one_thread_counts_permits() {
    let semaphore = Semaphore::new(2);
    assert_eq!(semaphore.available(), 2, "available() of a new semaphore with two permits");
    let first = semaphore.acquire();
    assert_eq!(semaphore.available(), 1, "available() with one of two permits out");
    let second = semaphore.try_acquire();
    assert!(second.is_some(), "try_acquire() with one of two permits free: expected a permit, got None");
    assert_eq!(semaphore.available(), 0, "available() with both permits out");
    assert!(semaphore.try_acquire().is_none(), "try_acquire() with both permits out: expected None, got a permit");
    assert!(
        semaphore.acquire_timeout(Duration::ZERO).is_none(),
        "acquire_timeout() with both permits out and no time to wait: expected None, got a permit",
    );
    drop(first);
    assert_eq!(semaphore.available(), 1, "available() after one of two permits was dropped");
    let third = semaphore.acquire_timeout(Duration::ZERO);
    assert!(third.is_some(), "acquire_timeout() with a permit free but no time to wait: expected it, got None");
    semaphore.add(2);
    assert_eq!(semaphore.available(), 2, "available() after add(2) with both permits out");
    drop(second);
    drop(third);
    assert_eq!(semaphore.available(), 4, "available() after add(2) and with every permit given back");

    let semaphore = Semaphore::new(0);
    assert!(semaphore.try_acquire().is_none(), "try_acquire() of a semaphore without permits: expected None");
    semaphore.add(1);
    drop(semaphore.acquire());
    let panicked = panic::catch_unwind(AssertUnwindSafe(|| {
        let _permit = semaphore.acquire();
        panic::resume_unwind(Box::new("the work with a permit failed"));
    }));
    assert!(panicked.is_err(), "a panic of the holder of a permit goes on to its caller");
    assert_eq!(semaphore.available(), 1, "available() after the holder of the only permit panicked");
}

pub fn never_more_than_there_are() {
    for permits in [1, 2] {
        let semaphore = Arc::new(Semaphore::new(permits));
        let inside = Arc::new(AtomicUsize::new(0));
        let threads = ["first", "second", "third"].map(|name| {
            let inside = Arc::clone(&inside);
            start(name, &semaphore, move |semaphore| {
                let permit = semaphore.acquire();
                let holding = inside.fetch_add(1, SeqCst) + 1;
                assert!(holding <= permits, "a semaphore with {permits} permit(s), and {holding} threads hold one");
                inside.fetch_sub(1, SeqCst);
                drop(permit);
            })
        });
        threads.into_iter().for_each(join);
        assert_eq!(semaphore.available(), permits, "available() after every permit was given back");
    }
}

pub fn every_permit_wakes_a_waiter() {
    // Permits given back one after the other.
    let semaphore = Arc::new(Semaphore::new(2));
    let (one, other) = (semaphore.acquire(), semaphore.acquire());
    let waiters =
        ["waiter 1", "waiter 2"].map(|name| start(name, &semaphore, |semaphore| mem::forget(semaphore.acquire())));
    drop(one);
    drop(other);
    waiters.into_iter().for_each(join);
    assert_eq!(semaphore.available(), 0, "available() after two permits were given back and two threads took them");

    // Permits that come together.
    let semaphore = Arc::new(Semaphore::new(0));
    let waiters =
        ["waiter 1", "waiter 2"].map(|name| start(name, &semaphore, |semaphore| mem::forget(semaphore.acquire())));
    semaphore.add(2);
    waiters.into_iter().for_each(join);
    assert_eq!(semaphore.available(), 0, "available() after add(2) and two threads that took a permit");
}

pub fn try_acquire_never_waits() {
    // (permits, how many of two threads get one)
    for permits in [1, 2] {
        let semaphore = Arc::new(Semaphore::new(permits));
        let threads = ["first", "second"]
            .map(|name| start(name, &semaphore, |semaphore| semaphore.try_acquire().map(mem::forget).is_some()));
        let got = threads.map(join).into_iter().filter(|got| *got).count();
        assert_eq!(got, permits, "how many of two threads got one of {permits} permit(s) with try_acquire()");
        assert_eq!(semaphore.available(), 0, "available() after two threads tried for {permits} permit(s)");
    }
}

/// The semaphore of one thread, which the results of many are compared with.
#[derive(Clone, PartialEq, Eq, Hash)]
struct Permits(usize);

#[derive(Clone, Copy)]
enum Call {
    Acquire,
    TryAcquire,
    Add,
    Available,
}

impl fmt::Debug for Call {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Call::Acquire => "acquire()",
            Call::TryAcquire => "try_acquire()",
            Call::Add => "add(1)",
            Call::Available => "available()",
        })
    }
}

#[derive(Clone, PartialEq)]
enum Returned {
    Nothing,
    Permit,
    Tried(bool),
    Count(usize),
}

impl fmt::Debug for Returned {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Returned::Nothing => f.write_str("()"),
            Returned::Permit => f.write_str("a permit"),
            Returned::Tried(true) => f.write_str("Some permit"),
            Returned::Tried(false) => f.write_str("None"),
            Returned::Count(count) => count.fmt(f),
        }
    }
}

impl Model for Permits {
    type Op = Call;
    type Ret = Returned;

    fn apply(&self, call: &Call) -> Vec<(Permits, Returned)> {
        match call {
            // A call that waits takes effect only once it need not wait any more.
            Call::Acquire => self.0.checked_sub(1).map(|left| (Permits(left), Returned::Permit)).into_iter().collect(),
            Call::TryAcquire => vec![match self.0.checked_sub(1) {
                Some(left) => (Permits(left), Returned::Tried(true)),
                None => (self.clone(), Returned::Tried(false)),
            }],
            Call::Add => vec![(Permits(self.0 + 1), Returned::Nothing)],
            Call::Available => vec![(self.clone(), Returned::Count(self.0))],
        }
    }
}

/// Makes `calls` one after the other and records what they return. Permits are never given back.
fn record(history: &History<Permits>, semaphore: &Semaphore, calls: &[Call]) {
    for &call in calls {
        history.call(call, || match call {
            Call::Acquire => {
                mem::forget(semaphore.acquire());
                Returned::Permit
            }
            Call::TryAcquire => Returned::Tried(semaphore.try_acquire().map(mem::forget).is_some()),
            Call::Add => {
                semaphore.add(1);
                Returned::Nothing
            }
            Call::Available => Returned::Count(semaphore.available()),
        });
    }
}

pub fn results_fit_one_order() {
    let history = Arc::new(History::new(Permits(1)));
    let semaphore = Arc::new(Semaphore::new(1));
    let plans: [(&str, &'static [Call]); 2] = [
        ("taking", &[Call::TryAcquire, Call::Acquire]),
        ("adding", &[Call::Available, Call::Add, Call::TryAcquire, Call::Add]),
    ];
    let threads = plans.map(|(name, calls)| {
        let history = Arc::clone(&history);
        start(name, &semaphore, move |semaphore| record(&history, semaphore, calls))
    });
    threads.into_iter().for_each(join);
    record(&history, &semaphore, &[Call::Available]);
    history.check();
}

pub fn acquire_timeout_takes_its_time() {
    // No permit comes: the whole time passes, also when the thread wakes for no reason.
    let semaphore = Semaphore::new(0);
    let called = Instant::now();
    let got = semaphore.acquire_timeout(HOUR).is_some();
    let waited = called.elapsed();
    assert!(!got, "acquire_timeout() of a semaphore without permits: expected None, got a permit");
    assert!(
        waited >= HOUR,
        "acquire_timeout({HOUR:?}) with no permit: expected it to wait {HOUR:?}, it gave up after {waited:?}",
    );

    // One comes after half the time, and another thread may be faster.
    let semaphore = Arc::new(Semaphore::new(0));
    let waiter = start("waiter", &semaphore, |semaphore| {
        let called = Instant::now();
        (semaphore.acquire_timeout(HOUR).map(mem::forget).is_some(), called.elapsed())
    });
    let_pass(HOUR / 2);
    semaphore.add(1);
    let snatched = semaphore.try_acquire().map(mem::forget).is_some();
    let (got, waited) = join(waiter);
    assert!(
        got != snatched,
        "one permit was added; acquire_timeout() got one: {got}, try_acquire() got one: {snatched}"
    );
    if got {
        assert!(
            waited < HOUR * 3 / 4,
            "acquire_timeout({HOUR:?}), a permit added after {:?}: expected it then, it waited {waited:?}",
            HOUR / 2,
        );
    } else {
        assert!(
            (HOUR..HOUR + HOUR / 4).contains(&waited),
            "acquire_timeout({HOUR:?}) was woken for a permit that somebody else took: \
             expected it to wait {HOUR:?} in all, it waited {waited:?}",
        );
    }
}

pub fn giving_up_takes_nothing_along() {
    let semaphore = Arc::new(Semaphore::new(1));
    let permit = semaphore.acquire();
    let patient = start("patient", &semaphore, |semaphore| drop(semaphore.acquire()));
    let hurried = start("hurried", &semaphore, |semaphore| drop(semaphore.acquire_timeout(SHORT)));
    drop(permit);
    // Lets the time pass also while the hurried thread, already woken, stands still.
    thread::sleep(2 * SHORT);
    join(patient);
    join(hurried);
    assert_eq!(semaphore.available(), 1, "available() after everybody gave the only permit back");
}

pub fn waiting_is_sleeping() {
    // `settle` returns when everybody else sleeps. A thread that asks again and again never does.
    let semaphore = Arc::new(Semaphore::new(1));
    let permit = semaphore.acquire();
    let waiter = start("waiter", &semaphore, |semaphore| drop(semaphore.acquire()));
    settle();
    drop(permit);
    join(waiter);

    // Somebody who looks every few milliseconds has no end of looking in a year.
    let _permit = semaphore.acquire();
    assert!(semaphore.acquire_timeout(YEAR).is_none(), "acquire_timeout() with the only permit out for a year");
}
