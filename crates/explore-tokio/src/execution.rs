//! The books of one execution: which tasks exist, which are ready, which panicked, and when to
//! give up. One runs at a time on an operating-system thread; [`current`] finds it.

use crate::kernel::{self, Mode};
use std::cell::RefCell;
use std::collections::HashMap;
use std::panic::Location;
use std::sync::atomic::{AtomicBool, AtomicU32, AtomicU64, AtomicUsize, Ordering::SeqCst};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::Waker;
use std::time::Duration;
use tokio::time::Instant;

/// Where a task was spawned.
pub(crate) type Place = &'static Location<'static>;

thread_local! {
    static CURRENT: RefCell<Option<Arc<Execution>>> = const { RefCell::new(None) };
}

/// The execution that runs on this thread, if one does; outside of it everything here is plain
/// tokio.
pub(crate) fn current() -> Option<Arc<Execution>> {
    // While the thread's own destructors run there is no execution either.
    CURRENT.try_with(|current| current.borrow().clone()).ok().flatten()
}

/// Makes `execution` the current one until the guard is dropped.
pub(crate) fn enter(execution: Arc<Execution>) -> Entered {
    CURRENT.with(|current| *current.borrow_mut() = Some(execution));
    Entered
}

/// See [`enter`].
pub(crate) struct Entered;

impl Drop for Entered {
    fn drop(&mut self) {
        CURRENT.with(|current| *current.borrow_mut() = None);
    }
}

/// A task as the books know it.
pub(crate) struct Task {
    /// What a trace and a message call it.
    pub(crate) name: String,
    /// Where it was spawned; the check's own body was not.
    pub(crate) place: Option<Place>,
    ended: AtomicBool,
}

impl Task {
    pub(crate) fn has_ended(&self) -> bool {
        self.ended.load(SeqCst)
    }

    /// Its name and where it was spawned.
    pub(crate) fn described(&self) -> String {
        match self.place {
            Some(place) => {
                let file = place.file().rsplit(['/', '\\']).next().unwrap_or_default();
                format!("{} (spawned at {file}:{})", self.name, place.line())
            }
            None => self.name.clone(),
        }
    }
}

/// A task that panicked.
struct Panicked {
    id: tokio::task::Id,
    name: String,
    message: String,
    observed: bool,
}

/// Polls at one instant of virtual time after which somebody is taken to be waiting for time to
/// pass while keeping it from passing (the paused clock stands still while a task is ready).
const POLLS_AT_ONE_INSTANT: u64 = 2_000;
/// How often in a row the clock is pushed on for such a task before it is called a livelock.
const PUSHES: u32 = 10;

/// Polls after which an execution is taken to go on for ever.
pub(crate) const MOST_POLLS: u64 = 200_000;

/// See the module.
pub(crate) struct Execution {
    pub(crate) mode: Mode,
    /// Tasks that have been woken (or spawned) and not polled since, the body included.
    ready: AtomicUsize,
    /// Polls and ends of tasks so far: it stands still exactly when nothing happens.
    events: AtomicU64,
    polls: AtomicU64,
    tasks: Mutex<Vec<Arc<Task>>>,
    names: Mutex<HashMap<(&'static str, u32), u32>>,
    panics: Mutex<Vec<Panicked>>,
    grace: Mutex<Duration>,
    pace: Mutex<Pace>,
    stuck: AtomicBool,
    pushes: AtomicU32,
    root: Mutex<Option<Waker>>,
    /// When it began, by tokio's clock.
    began: Mutex<Option<Instant>>,
}

/// How many polls happened without time passing.
struct Pace {
    instant: Option<Instant>,
    polls: u64,
    /// The instant the clock was last pushed to; arriving there is no progress of the program's.
    pushed_to: Option<Instant>,
}

impl Execution {
    pub(crate) fn new(mode: Mode) -> Arc<Execution> {
        Arc::new(Execution {
            mode,
            ready: AtomicUsize::new(0),
            events: AtomicU64::new(0),
            polls: AtomicU64::new(0),
            tasks: Mutex::default(),
            names: Mutex::default(),
            panics: Mutex::default(),
            grace: Mutex::new(Duration::ZERO),
            pace: Mutex::new(Pace { instant: None, polls: 0, pushed_to: None }),
            stuck: AtomicBool::new(false),
            pushes: AtomicU32::new(0),
            root: Mutex::new(None),
            began: Mutex::new(None),
        })
    }

    /// Called within the runtime, first of all.
    pub(crate) fn begin(&self) {
        *lock(&self.began) = Some(Instant::now());
    }

    /// Virtual time since [`Execution::begin`].
    pub(crate) fn elapsed(&self) -> Duration {
        lock(&self.began).map_or(Duration::ZERO, |began| began.elapsed())
    }

    /// Enters a new task into the books. Its name is the line that spawned it, short enough for the
    /// head of a column: `task 18`, and `task 18.2` for the second one spawned there.
    pub(crate) fn task(&self, place: Place) -> Arc<Task> {
        let mut names = lock(&self.names);
        let number = names.entry((place.file(), place.line())).or_insert(0);
        *number += 1;
        let name = match *number {
            1 => format!("task {}", place.line()),
            n => format!("task {}.{n}", place.line()),
        };
        let task = Arc::new(Task { name, place: Some(place), ended: AtomicBool::new(false) });
        lock(&self.tasks).push(Arc::clone(&task));
        task
    }

    /// The check's own body; not among the tasks that may leak.
    pub(crate) fn body(&self) -> Arc<Task> {
        Arc::new(Task { name: "main".to_owned(), place: None, ended: AtomicBool::new(false) })
    }

    /// The tasks that have been spawned and have not ended.
    pub(crate) fn alive(&self) -> Vec<Arc<Task>> {
        lock(&self.tasks).iter().filter(|task| !task.has_ended()).cloned().collect()
    }

    /// `task`'s future is gone: it returned, panicked, or was cancelled.
    pub(crate) fn ended(&self, task: &Task) {
        if !task.ended.swap(true, SeqCst) {
            self.events.fetch_add(1, SeqCst);
            self.wake_root();
        }
    }

    /// How many tasks are ready at this moment.
    pub(crate) fn ready(&self) -> usize {
        self.ready.load(SeqCst)
    }

    pub(crate) fn one_more_ready(&self) {
        self.ready.fetch_add(1, SeqCst);
    }

    pub(crate) fn one_less_ready(&self) {
        self.ready.fetch_sub(1, SeqCst);
    }

    /// How many polls and ends of tasks there have been.
    pub(crate) fn events(&self) -> u64 {
        self.events.load(SeqCst)
    }

    /// How many polls there have been.
    pub(crate) fn polls(&self) -> u64 {
        self.polls.load(SeqCst)
    }

    /// A task is about to be polled.
    pub(crate) fn count_poll(&self) {
        self.events.fetch_add(1, SeqCst);
        if self.polls.fetch_add(1, SeqCst) >= MOST_POLLS {
            self.wake_root();
        }
        let now = Instant::now();
        let mut pace = lock(&self.pace);
        if pace.instant != Some(now) {
            pace.instant = Some(now);
            pace.polls = 0;
            if pace.pushed_to != Some(now) {
                self.pushes.store(0, SeqCst);
            }
        }
        pace.polls += 1;
        if pace.polls > POLLS_AT_ONE_INSTANT && !self.stuck.swap(true, SeqCst) {
            drop(pace);
            self.wake_root();
        }
    }

    /// Called by the root future: whether somebody keeps the clock from moving by being ready all
    /// the time, and what to do about it.
    pub(crate) fn stuck(&self) -> Option<Stuck> {
        if !self.stuck.swap(false, SeqCst) {
            return None;
        }
        let mut pace = lock(&self.pace);
        pace.polls = 0;
        if self.pushes.fetch_add(1, SeqCst) >= PUSHES {
            return Some(Stuck::Livelock);
        }
        pace.pushed_to = Some(Instant::now() + PUSH);
        Some(Stuck::Push)
    }

    pub(crate) fn set_root(&self, waker: &Waker) {
        let mut root = lock(&self.root);
        if root.as_ref().is_none_or(|known| !known.will_wake(waker)) {
            *root = Some(waker.clone());
        }
    }

    fn wake_root(&self) {
        let waker = lock(&self.root).clone();
        if let Some(waker) = waker {
            waker.wake();
        }
    }

    /// Tasks may end up to this long after the body, by virtual time.
    pub(crate) fn grace(&self) -> Duration {
        *lock(&self.grace)
    }

    pub(crate) fn set_grace(&self, grace: Duration) {
        *lock(&self.grace) = grace;
    }

    /// `task`, the running one, panicked.
    pub(crate) fn panicked(&self, task: &Task, payload: &(dyn std::any::Any + Send)) {
        let Some(id) = tokio::task::try_id() else { return };
        let message = match (payload.downcast_ref::<&str>(), payload.downcast_ref::<String>()) {
            (Some(text), _) => (*text).to_owned(),
            (_, Some(text)) => text.clone(),
            _ => "a value that is not a text".to_owned(),
        };
        lock(&self.panics).push(Panicked { id, name: task.described(), message, observed: false });
    }

    /// What becomes of task `id` matters to nobody any more: its result was taken, or given up on
    /// purpose.
    pub(crate) fn give_up(&self, id: tokio::task::Id) {
        for panic in lock(&self.panics).iter_mut().filter(|panic| panic.id == id) {
            panic.observed = true;
        }
    }

    /// The panics nobody has seen, one line each.
    pub(crate) fn unobserved_panics(&self) -> Vec<String> {
        lock(&self.panics)
            .iter()
            .filter(|panic| !panic.observed)
            .map(|panic| format!("{} panicked: {}", panic.name, panic.message))
            .collect()
    }

    /// Whether the ready task that is about to be polled gives way to the others.
    pub(crate) fn gives_way(&self) -> bool {
        kernel::choose(self.mode, 2) == 1
    }
}

/// How far the clock is pushed on when a ready task keeps it from moving: tokio's own granularity.
pub(crate) const PUSH: Duration = Duration::from_millis(1);

/// See [`Execution::stuck`].
pub(crate) enum Stuck {
    /// Let [`PUSH`] pass: a computation that takes time would be over by then.
    Push,
    /// That has been tried often enough.
    Livelock,
}

/// Nothing here is left half-changed by a panic, so a poisoned lock is as good as any.
pub(crate) fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
