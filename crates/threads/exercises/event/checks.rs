//! Checks of `threads/event`: waiting, waking everybody, clearing right after setting, time-outs.
//!
//! Time is virtual here: a time-out of more than a second passes only when no thread has anything
//! left to do.

use exercise::Event;
use explore::harness::settle;
use explore::linear::{History, Model};
use std::fmt;
use std::sync::atomic::{AtomicBool, Ordering::SeqCst};
use std::sync::{Arc, Condvar, Mutex};
use std::thread::{Builder, JoinHandle};
use std::time::{Duration, Instant};

const HOUR: Duration = Duration::from_secs(60 * 60);
const YEAR: Duration = Duration::from_secs(365 * 24 * 60 * 60);

/// Starts a thread whose name a trace can show.
fn start<T: Send + 'static>(
    name: &str,
    event: &Arc<Event>,
    work: impl FnOnce(&Event) -> T + Send + 'static,
) -> JoinHandle<T> {
    let event = Arc::clone(event);
    Builder::new().name(name.to_owned()).spawn(move || work(&event)).expect("a thread can be started")
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

pub fn one_thread_sets_and_clears() {
    let event = Event::new();
    assert!(!event.is_set(), "is_set() of a new event: expected false");
    assert!(!event.wait_timeout(Duration::ZERO), "wait_timeout() of a new event, with no time to wait: expected false");
    event.clear();
    assert!(!event.is_set(), "is_set() of a new event after clear(): expected false");
    for round in 1..=2 {
        event.set();
        event.set();
        assert!(event.is_set(), "is_set() after set(), round {round}: expected true");
        event.wait();
        event.wait();
        assert!(event.wait_timeout(Duration::ZERO), "wait_timeout() of a set event, no time to wait: expected true");
        assert!(event.is_set(), "is_set() after others have waited, which changes nothing: expected true");
        event.clear();
        assert!(!event.is_set(), "is_set() after clear(), round {round}: expected false");
        assert!(
            !event.wait_timeout(Duration::ZERO),
            "wait_timeout() of a cleared event, with no time to wait: expected false",
        );
    }
}

pub fn nobody_passes_before_it_is_set() {
    let event = Arc::new(Event::new());
    let opened = Arc::new(AtomicBool::new(false));
    let waiter = start("waiter", &event, {
        let opened = Arc::clone(&opened);
        move |event| {
            event.wait();
            assert!(opened.load(SeqCst), "wait() returned before set() was called");
            // It stays set: to wait again is to go on at once.
            event.wait();
        }
    });
    opened.store(true, SeqCst);
    event.set();
    join(waiter);
    assert!(event.is_set(), "is_set() after set() and a wait(): expected true");
}

pub fn set_wakes_everybody() {
    let event = Arc::new(Event::new());
    let patient = start("patient", &event, Event::wait);
    let hurried = start("hurried", &event, |event| event.wait_timeout(HOUR));
    event.set();
    join(patient);
    assert!(join(hurried), "wait_timeout({HOUR:?}) of an event that was set at once: expected true");
}

pub fn set_is_not_missed_when_cleared_at_once() {
    let event = Arc::new(Event::new());
    let waiters = ["waiter 1", "waiter 2"].map(|name| start(name, &event, Event::wait));
    settle();
    event.set();
    event.clear();
    waiters.into_iter().for_each(join);
    assert!(!event.is_set(), "is_set() after set() and clear(): expected false");

    let hurried = start("hurried", &event, |event| {
        let called = Instant::now();
        (event.wait_timeout(HOUR), called.elapsed())
    });
    let_pass(HOUR / 2);
    event.set();
    event.clear();
    let (was_set, waited) = join(hurried);
    assert!(was_set, "wait_timeout({HOUR:?}), the event was set and cleared after {:?}: expected true", HOUR / 2);
    assert!(
        waited < HOUR * 3 / 4,
        "wait_timeout({HOUR:?}), the event was set and cleared after {:?}: expected it to return then, \
         it waited {waited:?}",
        HOUR / 2,
    );
}

/// The event of one thread, which the results of many are compared with.
#[derive(Clone, PartialEq, Eq, Hash)]
struct State {
    set: bool,
}

#[derive(Clone, Copy)]
enum Call {
    Set,
    Clear,
    IsSet,
    Wait,
}

impl fmt::Debug for Call {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Call::Set => "set()",
            Call::Clear => "clear()",
            Call::IsSet => "is_set()",
            Call::Wait => "wait()",
        })
    }
}

/// What a call returned: nothing, or whether the event is set.
#[derive(Clone, PartialEq)]
struct Returned(Option<bool>);

impl fmt::Debug for Returned {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {
            Some(set) => set.fmt(f),
            None => f.write_str("()"),
        }
    }
}

impl Model for State {
    type Op = Call;
    type Ret = Returned;

    fn apply(&self, call: &Call) -> Vec<(State, Returned)> {
        match call {
            Call::Set => vec![(State { set: true }, Returned(None))],
            Call::Clear => vec![(State { set: false }, Returned(None))],
            Call::IsSet => vec![(self.clone(), Returned(Some(self.set)))],
            // A call that waits takes effect only once it need not wait any more.
            Call::Wait if self.set => vec![(self.clone(), Returned(None))],
            Call::Wait => vec![],
        }
    }
}

/// Makes `calls` one after the other and records what they return.
fn record(history: &History<State>, event: &Event, calls: &[Call]) {
    for &call in calls {
        history.call(call, || {
            Returned(match call {
                Call::Set => {
                    event.set();
                    None
                }
                Call::Clear => {
                    event.clear();
                    None
                }
                Call::IsSet => Some(event.is_set()),
                Call::Wait => {
                    event.wait();
                    None
                }
            })
        });
    }
}

pub fn results_fit_one_order() {
    let history = Arc::new(History::new(State { set: false }));
    let event = Arc::new(Event::new());
    let plans: [(&str, &'static [Call]); 2] = [
        ("waiting", &[Call::Wait, Call::IsSet]),
        ("setting", &[Call::Set, Call::IsSet, Call::Clear, Call::IsSet, Call::Set]),
    ];
    let threads = plans.map(|(name, calls)| {
        let history = Arc::clone(&history);
        start(name, &event, move |event| record(&history, event, calls))
    });
    threads.into_iter().for_each(join);
    record(&history, &event, &[Call::IsSet]);
    history.check();
}

pub fn wait_timeout_takes_its_time() {
    // Nobody sets it: the whole time passes, also when the thread wakes for no reason.
    let event = Event::new();
    let called = Instant::now();
    let was_set = event.wait_timeout(HOUR);
    let waited = called.elapsed();
    assert!(!was_set, "wait_timeout() of an event that is never set: expected false");
    assert!(
        waited >= HOUR,
        "wait_timeout({HOUR:?}) of an event that is never set: expected it to wait {HOUR:?}, \
         it gave up after {waited:?}",
    );
    assert!(waited < HOUR + HOUR / 4, "wait_timeout({HOUR:?}) of an event that is never set waited {waited:?}");

    // It is set after half the time.
    let event = Arc::new(Event::new());
    let waiter = start("waiter", &event, |event| {
        let called = Instant::now();
        (event.wait_timeout(HOUR), called.elapsed())
    });
    let_pass(HOUR / 2);
    event.set();
    let (was_set, waited) = join(waiter);
    assert!(was_set, "wait_timeout({HOUR:?}) of an event set after {:?}: expected true", HOUR / 2);
    assert!(
        waited < HOUR * 3 / 4,
        "wait_timeout({HOUR:?}) of an event set after {:?}: expected it to return then, it waited {waited:?}",
        HOUR / 2,
    );
}

pub fn waiting_is_sleeping() {
    // `settle` returns when everybody else sleeps. A thread that asks again and again never does.
    let event = Arc::new(Event::new());
    event.set();
    event.clear();
    let passed = Arc::new(AtomicBool::new(false));
    let waiter = start("waiter", &event, {
        let passed = Arc::clone(&passed);
        move |event| {
            event.wait();
            passed.store(true, SeqCst);
        }
    });
    settle();
    assert!(!passed.load(SeqCst), "wait() of an event that was set and then cleared returned before it was set again");
    event.set();
    join(waiter);

    // Somebody who looks every few milliseconds has no end of looking in a year.
    event.clear();
    assert!(!event.wait_timeout(YEAR), "wait_timeout() of an event that is not set for a year: expected false");
}
