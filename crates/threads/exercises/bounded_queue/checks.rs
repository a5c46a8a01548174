//! Checks of `threads/bounded_queue`: order, capacity, waiting, waking, time-outs.
//!
//! Time is virtual here. A time-out of up to a second may pass while another thread stands still at
//! any place; a longer one passes only when no thread has anything left to do.

use exercise::BoundedQueue;
use explore::harness::settle;
use explore::linear::{History, Model};
use std::collections::VecDeque;
use std::fmt;
use std::panic;
use std::sync::{Arc, Condvar, Mutex};
use std::thread::{self, Builder, JoinHandle};
use std::time::{Duration, Instant};

const SHORT: Duration = Duration::from_millis(10);
const HOUR: Duration = Duration::from_secs(60 * 60);
const YEAR: Duration = Duration::from_secs(365 * 24 * 60 * 60);

/// Starts a thread whose name a trace can show.
fn start<T: Send + 'static>(
    name: &str,
    queue: &Arc<BoundedQueue<u32>>,
    work: impl FnOnce(&BoundedQueue<u32>) -> T + Send + 'static,
) -> JoinHandle<T> {
    let queue = Arc::clone(queue);
    Builder::new().name(name.to_owned()).spawn(move || work(&queue)).expect("a thread can be started")
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

/// Neither `Clone` nor `Copy`, as most things are that travel through a queue.
#[derive(Debug, PartialEq)]
struct Parcel(u32);

pub fn first_in_first_out() {
    let queue = BoundedQueue::new(3);
    assert_eq!(queue.len(), 0, "len() of a new queue");
    // Two rounds, so that more items pass than there are places.
    for round in [0, 10] {
        for number in 1..=3 {
            queue.put(Parcel(round + number));
        }
        assert_eq!(queue.len(), 3, "len() after three items were put");
        for number in 1..=3 {
            assert_eq!(queue.take(), Parcel(round + number), "take() number {number} after three items were put");
        }
        assert_eq!(queue.len(), 0, "len() after everything was taken");
    }
    assert_eq!(queue.try_put(Parcel(21)), Ok(()), "try_put() into an empty queue");
    assert_eq!(queue.try_put(Parcel(22)), Ok(()), "try_put() into a queue with one of three places taken");
    assert_eq!(queue.take_timeout(SHORT), Some(Parcel(21)), "take_timeout() with two items there");
    assert_eq!(
        queue.take_timeout(Duration::ZERO),
        Some(Parcel(22)),
        "take_timeout() with no time to wait, but an item there",
    );

    let left = Arc::new(());
    let queue = BoundedQueue::new(2);
    queue.put(Arc::clone(&left));
    queue.put(Arc::clone(&left));
    drop(queue.take());
    drop(queue);
    assert_eq!(Arc::strong_count(&left) - 1, 0, "items left alive after their queue was dropped");
}

pub fn capacity_is_the_limit() {
    let queue = BoundedQueue::new(2);
    assert_eq!(queue.try_put(Parcel(1)), Ok(()), "try_put() into an empty queue of two places");
    assert_eq!(queue.try_put(Parcel(2)), Ok(()), "try_put() into a queue with one of two places taken");
    assert_eq!(
        queue.try_put(Parcel(3)),
        Err(Parcel(3)),
        "try_put() into a queue with both places taken gives the item back",
    );
    assert_eq!(queue.len(), 2, "len() after a refused try_put()");
    assert_eq!(queue.take(), Parcel(1), "take() from the full queue");
    assert_eq!(queue.try_put(Parcel(4)), Ok(()), "try_put() after a place became free");
    assert_eq!(queue.take(), Parcel(2), "take() after the first item was taken");
    assert_eq!(queue.take(), Parcel(4), "take() after a place was used again");

    let refused = panic::catch_unwind(|| BoundedQueue::<u32>::new(0)).is_err();
    assert!(refused, "new(0) must panic: expected a panic, got a queue without room");
}

/// The queue of one thread, which the results of many are compared with.
#[derive(Clone, PartialEq, Eq, Hash)]
struct Places {
    items: VecDeque<u32>,
    capacity: usize,
}

impl Places {
    fn new(capacity: usize) -> Places {
        Places { items: VecDeque::new(), capacity }
    }
}

#[derive(Clone, Copy)]
enum Call {
    Put(u32),
    Take,
    Len,
    TryPut(u32),
    /// `take_timeout` without time to wait.
    TakeNow,
}

impl fmt::Debug for Call {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Call::Put(item) => write!(f, "put({item})"),
            Call::Take => f.write_str("take()"),
            Call::Len => f.write_str("len()"),
            Call::TryPut(item) => write!(f, "try_put({item})"),
            Call::TakeNow => f.write_str("take_timeout(0)"),
        }
    }
}

#[derive(Clone, PartialEq)]
enum Returned {
    Nothing,
    Item(u32),
    Len(usize),
    Tried(Result<(), u32>),
    Taken(Option<u32>),
}

impl fmt::Debug for Returned {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Returned::Nothing => f.write_str("()"),
            Returned::Item(item) => item.fmt(f),
            Returned::Len(len) => len.fmt(f),
            Returned::Tried(result) => result.fmt(f),
            Returned::Taken(item) => item.fmt(f),
        }
    }
}

impl Model for Places {
    type Op = Call;
    type Ret = Returned;

    fn apply(&self, call: &Call) -> Vec<(Places, Returned)> {
        let full = self.items.len() == self.capacity;
        let mut after = self.clone();
        match *call {
            // A call that waits takes effect only once it need not wait any more.
            Call::Put(_) if full => return vec![],
            Call::TryPut(item) if full => vec![(after, Returned::Tried(Err(item)))],
            Call::Put(item) => {
                after.items.push_back(item);
                vec![(after, Returned::Nothing)]
            }
            Call::TryPut(item) => {
                after.items.push_back(item);
                vec![(after, Returned::Tried(Ok(())))]
            }
            Call::Take => match after.items.pop_front() {
                Some(item) => vec![(after, Returned::Item(item))],
                None => vec![],
            },
            Call::TakeNow => {
                let item = after.items.pop_front();
                vec![(after, Returned::Taken(item))]
            }
            Call::Len => vec![(after, Returned::Len(self.items.len()))],
        }
    }
}

/// Makes `calls` one after the other and records what they return.
fn record(history: &History<Places>, queue: &BoundedQueue<u32>, calls: &[Call]) {
    for &call in calls {
        history.call(call, || match call {
            Call::Put(item) => {
                queue.put(item);
                Returned::Nothing
            }
            Call::Take => Returned::Item(queue.take()),
            Call::Len => Returned::Len(queue.len()),
            Call::TryPut(item) => Returned::Tried(queue.try_put(item)),
            Call::TakeNow => Returned::Taken(queue.take_timeout(Duration::ZERO)),
        });
    }
}

/// Makes the calls `before`, then lets a named thread make each list of calls, all on one queue of
/// `capacity`, and judges the results.
fn judge(capacity: usize, before: &[Call], plans: &[(&str, &'static [Call])]) {
    let history = Arc::new(History::new(Places::new(capacity)));
    let queue = Arc::new(BoundedQueue::new(capacity));
    record(&history, &queue, before);
    let threads: Vec<_> = plans
        .iter()
        .map(|&(name, calls)| {
            let history = Arc::clone(&history);
            start(name, &queue, move |queue| record(&history, queue, calls))
        })
        .collect();
    threads.into_iter().for_each(join);
    record(&history, &queue, &[Call::Len]);
    history.check();
}

pub fn one_waits_for_the_other() {
    judge(
        1,
        &[],
        &[
            ("producer", &[Call::Put(1), Call::Put(2), Call::Put(3)]),
            ("consumer", &[Call::Take, Call::Take, Call::Take]),
        ],
    );
}

pub fn many_share_one_place() {
    judge(
        1,
        &[],
        &[
            ("producer 1", &[Call::Put(1)]),
            ("producer 2", &[Call::Put(2)]),
            ("consumer 1", &[Call::Take]),
            ("consumer 2", &[Call::Take]),
        ],
    );
}

pub fn results_fit_one_order() {
    judge(
        1,
        &[Call::Put(1)],
        &[("consumer", &[Call::Take, Call::TakeNow, Call::Len]), ("looking on", &[Call::Len, Call::TryPut(2)])],
    );
}

pub fn every_change_wakes_a_waiter() {
    every_item_wakes_a_consumer();
    every_place_wakes_a_producer();
}

fn every_item_wakes_a_consumer() {
    let queue = Arc::new(BoundedQueue::new(2));
    let consumers = ["consumer 1", "consumer 2"].map(|name| start(name, &queue, |queue| queue.take()));
    assert_eq!(queue.try_put(1), Ok(()), "try_put() into a queue of two places with no item put before");
    queue.put(2);
    let mut taken = consumers.map(join);
    taken.sort_unstable();
    assert_eq!(taken, [1, 2], "what two consumers took of the items 1 and 2");
}

fn every_place_wakes_a_producer() {
    let queue = Arc::new(BoundedQueue::new(2));
    queue.put(1);
    queue.put(2);
    let producers = [3, 4].map(|item| start(&format!("producer of {item}"), &queue, move |queue| queue.put(item)));
    assert_eq!(queue.take_timeout(HOUR), Some(1), "take_timeout() of a full queue");
    assert_eq!(queue.take(), 2, "take() of the item put second");
    producers.into_iter().for_each(join);
    let mut taken = [queue.take(), queue.take()];
    taken.sort_unstable();
    assert_eq!(taken, [3, 4], "what was put by two producers that had to wait");
}

pub fn try_put_never_waits() {
    let queue = Arc::new(BoundedQueue::new(2));
    queue.put(1);
    let other = start("other", &queue, |queue| queue.try_put(2));
    let mine = queue.try_put(3);
    let others = join(other);
    match (mine, others) {
        (Ok(()), Err(2)) | (Err(3), Ok(())) => {}
        (mine, others) => panic!(
            "two threads tried for the last place: expected one Ok(()) and the other's item back, \
             got {mine:?} for 3 and {others:?} for 2"
        ),
    }
    assert_eq!(queue.len(), 2, "len() after two threads tried for the last place");
}

pub fn take_timeout_takes_its_time() {
    nothing_to_take();
    an_item_after_half_the_time();
    an_item_snatched_away();
}

/// Nobody puts anything: the whole time passes, also when the thread wakes for no reason.
fn nothing_to_take() {
    let queue = BoundedQueue::<u32>::new(1);
    let called = Instant::now();
    let taken = queue.take_timeout(HOUR);
    let waited = called.elapsed();
    assert_eq!(taken, None, "take_timeout() of a queue that stays empty");
    assert!(
        waited >= HOUR,
        "take_timeout({HOUR:?}) of an empty queue: expected it to wait {HOUR:?}, it gave up after {waited:?}",
    );
}

/// The wait ends when there is an item, and not only when the time is up.
fn an_item_after_half_the_time() {
    let queue = Arc::new(BoundedQueue::new(1));
    let consumer = start("consumer", &queue, |queue| {
        let called = Instant::now();
        (queue.take_timeout(HOUR), called.elapsed())
    });
    let_pass(HOUR / 2);
    queue.put(1);
    let (taken, waited) = join(consumer);
    assert_eq!(taken, Some(1), "take_timeout({HOUR:?}) of an item put after {:?}", HOUR / 2);
    assert!(
        waited < HOUR * 3 / 4,
        "take_timeout({HOUR:?}) of an item put after {:?}: expected it to return then, it waited {waited:?}",
        HOUR / 2,
    );
}

/// A consumer is woken after half its time, but the item may be gone: it has the other half left.
fn an_item_snatched_away() {
    let queue = Arc::new(BoundedQueue::new(1));
    let consumer = start("consumer", &queue, |queue| {
        let called = Instant::now();
        (queue.take_timeout(HOUR), called.elapsed())
    });
    let_pass(HOUR / 2);
    queue.put(1);
    let snatched = queue.take_timeout(Duration::ZERO);
    let (taken, waited) = join(consumer);
    match (taken, snatched) {
        (Some(1), None) => {}
        (None, Some(1)) => assert!(
            (HOUR..HOUR + HOUR / 4).contains(&waited),
            "take_timeout({HOUR:?}) was woken for an item that somebody else took: \
             expected it to wait {HOUR:?} in all, it waited {waited:?}",
        ),
        (taken, snatched) => panic!("one item was put, two consumers got {taken:?} and {snatched:?}"),
    }
}

pub fn take_timeout_takes_what_is_there() {
    let queue = Arc::new(BoundedQueue::new(1));
    let consumer = start("consumer", &queue, |queue| {
        let called = Instant::now();
        (queue.take_timeout(SHORT), called + SHORT, Instant::now())
    });
    let producer = start("producer", &queue, |queue| queue.put(1));
    let there = (queue.len() == 1).then(Instant::now);
    // Lets the time pass also while the consumer, already woken, stands still.
    thread::sleep(2 * SHORT);
    join(producer);
    let (taken, time_up, returned) = join(consumer);
    if taken.is_none() {
        assert!(returned >= time_up, "take_timeout({SHORT:?}) gave up {:?} too early", time_up - returned);
        assert!(
            there.is_none_or(|there| there >= time_up),
            "take_timeout({SHORT:?}) returned None, but len() was 1 before its time was up",
        );
        assert_eq!(queue.len(), 1, "len() after take_timeout() left the item there");
    } else {
        assert_eq!(taken, Some(1), "take_timeout() of the only item put");
    }
}

pub fn waiting_is_sleeping() {
    // `settle` returns when everybody else sleeps. A thread that asks again and again never does.
    let queue = Arc::new(BoundedQueue::new(1));
    let consumer = start("consumer", &queue, |queue| queue.take());
    settle();
    queue.put(1);
    assert_eq!(join(consumer), 1, "take() of the item it waited for");

    queue.put(2);
    let producer = start("producer", &queue, |queue| queue.put(3));
    settle();
    assert_eq!(queue.take(), 2, "take() from a full queue");
    join(producer);
    assert_eq!(queue.take(), 3, "take() of the item that waited for room");

    // Somebody who looks every few milliseconds has no end of looking in a year.
    assert_eq!(queue.take_timeout(YEAR), None, "take_timeout() of a queue that stays empty for a year");
}
