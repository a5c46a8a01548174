//! Runs the body of an async check: within a runtime of its own, to its end and past it, until every
//! task it spawned has ended too.

use crate::execution::{self, Execution, MOST_POLLS, PUSH, Place, Stuck, Task};
use crate::gate::{Gate, Turn};
use crate::kernel::{Mode, milliseconds};
use explore::rt;
use std::future::Future;
use std::panic::Location;
use std::pin::{Pin, pin};
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Duration;
use tokio::time::{Instant, Sleep};

pub use explore::Diagnosis;

/// Virtual time after which a check that has not ended is taken to hang: it costs nothing when
/// nothing happens in it.
const A_YEAR: Duration = Duration::from_secs(365 * 24 * 60 * 60);
/// Polls after the body's return after which a task that is still busy is taken to stay.
const MOST_POLLS_AFTER: u64 = 10_000;
/// Rounds of the runtime in which nothing happens after which nothing will: a task that yielded is
/// back in the queue after one.
const QUIET_ROUNDS: u32 = 3;

/// Runs `body` once, in tokio's own order of tasks and exact virtual time.
///
/// # Panics
/// With the body's panic. What else is wrong ends the check with its diagnosis: a hang (`deadlock`),
/// `livelock`, a task that outlives the body (`leaked-task`), a task's panic nobody saw (`panicked`).
pub fn clock<F: Future<Output = ()>>(body: impl Fn() -> F) {
    run(Mode::Clock, body());
}

/// Runs `body` in one order of its ready tasks, decided by the explorer; called once for each
/// schedule. Ends as [`clock`] does.
///
/// # Panics
/// As [`clock`].
pub fn explore<F: Future<Output = ()>>(body: impl Fn() -> F) {
    run(Mode::Explore, body());
}

/// For checks: ends the check with a diagnosis of its own.
#[track_caller]
pub fn fail(diagnosis: Diagnosis, message: impl Into<String>) -> ! {
    fail_at(diagnosis, message.into(), Some(Location::caller()))
}

/// For checks: tasks may end up to this much virtual time after the body, as a helper does that looks
/// up at its next tick only. Without it they must end as soon as the runtime is idle.
///
/// # Panics
/// Outside a check.
pub fn grace(time: Duration) {
    execution::current().expect("called by a check").set_grace(time);
}

/// For checks: how many tasks have been spawned and have not ended.
///
/// # Panics
/// Outside a check.
pub fn tasks_alive() -> usize {
    execution::current().expect("called by a check").alive().len()
}

fn fail_at(diagnosis: Diagnosis, message: String, place: Option<Place>) -> ! {
    if rt::active() {
        rt::fail(diagnosis, message, place);
    }
    explore::harness::fail(diagnosis, message)
}

fn run(mode: Mode, body: impl Future<Output = ()>) {
    let execution = Execution::new(mode);
    let entered = execution::enter(Arc::clone(&execution));
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_time()
        .start_paused(true)
        // After every task the runtime looks at the body again, so that the body, too, can run
        // before or after any of them.
        .event_interval(1)
        .build()
        .expect("a runtime without I/O needs nothing of the system");
    let end = runtime.block_on(async {
        execution.begin();
        let body = pin!(body);
        Root {
            body,
            gate: Gate::of_body(&execution),
            limit: Box::pin(tokio::time::sleep(A_YEAR)),
            after: None,
            execution: &execution,
        }
        .await
    });
    // Virtual time exists only within the runtime, and what still runs only until it is dropped.
    let elapsed = {
        let _context = runtime.enter();
        execution.elapsed()
    };
    let alive = execution.alive();
    let panics = execution.unobserved_panics();
    match end {
        End::Idle => {}
        End::Hangs => {
            let mut message = match waiting(&alive) {
                Some(tasks) => format!("nothing can go on any more: the check waits, and so does {tasks}"),
                None => "nothing can go on any more: the check waits for something that never happens".to_owned(),
            };
            for panic in &panics {
                message.push_str("; ");
                message.push_str(panic);
            }
            fail_at(Diagnosis::Deadlock, message, alive.first().and_then(|task| task.place));
        }
        End::Spins => {
            let mut message = format!(
                "no end after {} polls and {} of virtual time: a task is woken again and again without getting anywhere",
                execution.polls(),
                milliseconds(elapsed)
            );
            if let Some(tasks) = waiting(&alive) {
                message.push_str(&format!("; still there: {tasks}"));
            }
            fail_at(Diagnosis::Livelock, message, alive.first().and_then(|task| task.place));
        }
    }
    if !panics.is_empty() {
        fail_at(Diagnosis::Panicked, format!("{}, and nobody looked at its result", panics.join("; ")), None);
    }
    if let Some(first) = alive.first() {
        let tasks = waiting(&alive).unwrap_or_default();
        let message = format!("the work is done and still there is {tasks}");
        fail_at(Diagnosis::LeakedTask, message, first.place);
    }
    drop(runtime);
    drop(entered);
}

/// The tasks by name and place, the first few of them.
fn waiting(tasks: &[Arc<Task>]) -> Option<String> {
    const SHOWN: usize = 4;
    if tasks.is_empty() {
        return None;
    }
    let mut names: Vec<String> = tasks.iter().take(SHOWN).map(|task| task.described()).collect();
    if tasks.len() > SHOWN {
        names.push(format!("{} more", tasks.len() - SHOWN));
    }
    Some(names.join(", "))
}

/// How an execution ended.
enum End {
    /// The body has returned, and the runtime has nothing more to do, or nothing it may wait for.
    Idle,
    /// Nothing will ever happen again.
    Hangs,
    /// Something happens for ever.
    Spins,
}

/// The future the runtime is entered with: the body, and what comes after it.
struct Root<'a, B> {
    body: Pin<&'a mut B>,
    gate: Gate,
    limit: Pin<Box<Sleep>>,
    /// Once the body has returned.
    after: Option<After>,
    execution: &'a Arc<Execution>,
}

/// The time after the body's return.
struct After {
    /// What had happened when the runtime was last looked at, and for how many rounds nothing more.
    events: u64,
    quiet: u32,
    /// When the last task may end at the latest; set when the runtime is idle for the first time.
    until: Option<Pin<Box<Sleep>>>,
    began: u64,
}

impl<B: Future<Output = ()>> Future for Root<'_, B> {
    type Output = End;

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<End> {
        let this = &mut *self;
        this.execution.set_root(cx.waker());
        match this.execution.stuck() {
            Some(Stuck::Livelock) => return Poll::Ready(this.spinning()),
            Some(Stuck::Push) => {
                // Its first poll moves the clock; the rest of it only yields.
                let _ = pin!(tokio::time::advance(PUSH)).poll(cx);
            }
            None => {}
        }
        if this.execution.polls() > MOST_POLLS {
            return Poll::Ready(this.spinning());
        }
        if this.limit.as_mut().poll(cx).is_ready() {
            return Poll::Ready(if this.after.is_some() { End::Idle } else { End::Hangs });
        }
        if this.after.is_none() {
            if !matches!(this.gate.turn(cx), Turn::Runs) || this.gate.poll(this.body.as_mut()).is_pending() {
                return Poll::Pending;
            }
            this.gate.end();
            let events = this.execution.events();
            this.after = Some(After { events, quiet: 0, until: None, began: this.execution.polls() });
        }
        this.settle(cx)
    }
}

impl<B> Root<'_, B> {
    /// Whoever is busy for ever after the body's return is a leak, not a livelock.
    fn spinning(&self) -> End {
        if self.after.is_some() { End::Idle } else { End::Spins }
    }

    /// After the body: runs until nothing is ready, and then as long as the check allows.
    fn settle(&mut self, cx: &mut Context<'_>) -> Poll<End> {
        let execution = self.execution;
        let after = self.after.as_mut().expect("only called after the body");
        if execution.alive().is_empty() || execution.polls() > after.began + MOST_POLLS_AFTER {
            return Poll::Ready(End::Idle);
        }
        if let Some(until) = &mut after.until {
            // The end of every task wakes this future.
            return until.as_mut().poll(cx).map(|()| End::Idle);
        }
        let events = execution.events();
        after.quiet = if events == after.events { after.quiet + 1 } else { 0 };
        after.events = events;
        if after.quiet < QUIET_ROUNDS {
            cx.waker().wake_by_ref();
            return Poll::Pending;
        }
        let mut until = Box::pin(tokio::time::sleep_until(Instant::now() + execution.grace()));
        let over = execution.grace().is_zero() || until.as_mut().poll(cx).is_ready();
        after.until = Some(until);
        if over { Poll::Ready(End::Idle) } else { Poll::Pending }
    }
}
