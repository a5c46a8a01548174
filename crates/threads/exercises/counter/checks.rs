//! Checks of `threads/counter`: no count lost, none taken twice, results that fit one order.

use exercise::Counter;
use explore::linear::{History, Model};
use std::fmt;
use std::sync::Arc;
use std::thread::{Builder, JoinHandle};

/// Starts a thread whose name a trace can show.
fn start<T: Send + 'static>(name: &str, work: impl FnOnce() -> T + Send + 'static) -> JoinHandle<T> {
    Builder::new().name(name.to_owned()).spawn(work).expect("a thread can be started")
}

/// Runs `work` on a thread of its own for each of `names`, all on one counter, and waits for them.
fn together<T: Send + 'static>(counter: &Arc<Counter>, names: &[&str], work: fn(&Counter) -> T) -> Vec<T> {
    let threads: Vec<_> = names
        .iter()
        .map(|name| {
            let counter = Arc::clone(counter);
            start(name, move || work(&counter))
        })
        .collect();
    threads.into_iter().map(|thread| thread.join().expect("no call panics")).collect()
}

pub fn one_thread_counts() {
    let counter = Counter::new();
    assert_eq!(counter.value(), 0, "value() of a new counter");
    counter.increment();
    counter.increment();
    assert_eq!(counter.value(), 2, "value() after two increments");
    counter.decrement();
    assert_eq!(counter.value(), 1, "value() after two increments and a decrement");
    assert_eq!(counter.take(), 1, "take() returns the count as it was");
    assert_eq!(counter.value(), 0, "value() after take()");
    counter.decrement();
    counter.decrement();
    assert_eq!(counter.value(), -2, "value() after two decrements from 0");
    assert_eq!(counter.take(), -2, "take() of a count below zero");
    assert_eq!(counter.take(), 0, "take() right after take()");

    counter.increment();
    let other = Counter::new();
    assert_eq!(other.value(), 0, "value() of a new counter while another one stands at 1");
}

pub fn no_increment_is_lost() {
    let counter = Arc::new(Counter::new());
    together(&counter, &["first", "second"], Counter::increment);
    assert_eq!(counter.value(), 2, "value() after two threads incremented once each");
}

pub fn no_decrement_is_lost() {
    let counter = Arc::new(Counter::new());
    counter.increment();
    together(&counter, &["first", "second"], Counter::decrement);
    assert_eq!(counter.value(), -1, "value() after one increment and two threads that decremented once each");
}

pub fn a_count_is_taken_once() {
    let counter = Arc::new(Counter::new());
    for _ in 0..3 {
        counter.increment();
    }
    let taken = together(&counter, &["first", "second"], Counter::take);
    assert_eq!(
        taken.iter().sum::<i64>(),
        3,
        "three increments, then two threads took at the same time and got {} and {}; together",
        taken[0],
        taken[1],
    );
}

pub fn nothing_falls_between_take_and_reset() {
    let counter = Arc::new(Counter::new());
    let counting = start("counting", {
        let counter = Arc::clone(&counter);
        move || {
            counter.increment();
            counter.increment();
        }
    });
    let taken = counter.take();
    counting.join().expect("increment() does not panic");
    let left = counter.take();
    assert_eq!(
        taken + left,
        2,
        "two increments were made while another thread took; it got {taken}, and {left} was left; together",
    );
}

/// The counter of one thread, which the results of many are compared with.
#[derive(Clone, Default, PartialEq, Eq, Hash)]
struct Count(i64);

#[derive(Clone, Copy)]
enum Call {
    Increment,
    Decrement,
    Value,
    Take,
}

impl fmt::Debug for Call {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Call::Increment => "increment()",
            Call::Decrement => "decrement()",
            Call::Value => "value()",
            Call::Take => "take()",
        })
    }
}

/// What a call returned: nothing, or a count.
#[derive(Clone, PartialEq)]
struct Returned(Option<i64>);

impl fmt::Debug for Returned {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {
            Some(count) => count.fmt(f),
            None => f.write_str("()"),
        }
    }
}

impl Model for Count {
    type Op = Call;
    type Ret = Returned;

    fn apply(&self, call: &Call) -> Vec<(Count, Returned)> {
        vec![match call {
            Call::Increment => (Count(self.0 + 1), Returned(None)),
            Call::Decrement => (Count(self.0 - 1), Returned(None)),
            Call::Value => (self.clone(), Returned(Some(self.0))),
            Call::Take => (Count(0), Returned(Some(self.0))),
        }]
    }
}

/// Makes `calls` one after the other and records what they return.
fn record(history: &History<Count>, counter: &Counter, calls: &[Call]) {
    for &call in calls {
        history.call(call, || {
            Returned(match call {
                Call::Increment => {
                    counter.increment();
                    None
                }
                Call::Decrement => {
                    counter.decrement();
                    None
                }
                Call::Value => Some(counter.value()),
                Call::Take => Some(counter.take()),
            })
        });
    }
}

pub fn results_fit_one_order() {
    let history = Arc::new(History::new(Count::default()));
    let counter = Arc::new(Counter::new());
    let plans: [(&str, &'static [Call]); 2] =
        [("up and down", &[Call::Increment, Call::Decrement, Call::Increment]), ("taking", &[Call::Take])];
    let threads = plans.map(|(name, calls)| {
        let (history, counter) = (Arc::clone(&history), Arc::clone(&counter));
        start(name, move || record(&history, &counter, calls))
    });
    record(&history, &counter, &[Call::Value, Call::Value]);
    for thread in threads {
        thread.join().expect("no call panics");
    }
    record(&history, &counter, &[Call::Take, Call::Value]);
    history.check();
}
