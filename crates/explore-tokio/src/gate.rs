//! The gate in front of every poll: where the explorer decides which ready task runs next.
//!
//! tokio's current-thread runtime polls its ready tasks in the order in which they became ready.
//! A task whose turn it is asks here whether it goes, or gives way: then it wakes itself and
//! returns `Pending`, and so goes to the back of the queue. Every order of the ready tasks comes
//! about in this way, and since a task that gave way is ready, the paused clock does not move.

use crate::execution::{self, Execution, Place, Task, lock};
use crate::kernel;
use std::future::Future;
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::pin::Pin;
use std::sync::atomic::{AtomicBool, Ordering::SeqCst};
use std::sync::{Arc, Mutex};
use std::task::{Context, Poll, Wake, Waker};

/// How often in a row a spawned task gives way at most. Each time it lets every other ready task go
/// first, so this is plenty, and it keeps every schedule fair.
const TASK_GIVES_WAY: u32 = 3;
/// The same for the check's body, which lets only one other task go first each time: the runtime
/// returns to it after every task.
const BODY_GIVES_WAY: u32 = 8;

/// What stands between a task and the runtime.
pub(crate) struct Gate {
    shared: Arc<Shared>,
    /// Made of `shared`; the same one at every poll, so that wakers compare as equal.
    waker: Waker,
    gave_way: u32,
    limit: u32,
}

/// The part of a gate that wakers hold on to.
struct Shared {
    execution: Arc<Execution>,
    task: Arc<Task>,
    /// Woken and not polled since.
    ready: AtomicBool,
    /// The runtime's own waker of the task, once it has been polled.
    inner: Mutex<Option<Waker>>,
}

impl Shared {
    fn set_ready(&self) {
        if !self.task.has_ended() && !self.ready.swap(true, SeqCst) {
            self.execution.one_more_ready();
        }
    }

    /// Returns whether it was ready.
    fn clear_ready(&self) -> bool {
        let was = self.ready.swap(false, SeqCst);
        if was {
            self.execution.one_less_ready();
        }
        was
    }
}

impl Wake for Shared {
    fn wake(self: Arc<Self>) {
        self.wake_by_ref();
    }

    fn wake_by_ref(self: &Arc<Self>) {
        self.set_ready();
        let waker = lock(&self.inner).clone();
        if let Some(waker) = waker {
            waker.wake();
        }
    }
}

/// What the gate says.
pub(crate) enum Turn {
    /// Nobody woke the task: there is nothing to do.
    Asleep,
    /// The task gives way; it has been put at the back of the queue.
    GivesWay,
    /// The task runs now.
    Runs,
}

impl Gate {
    fn new(execution: Arc<Execution>, task: Arc<Task>, limit: u32) -> Gate {
        let shared = Arc::new(Shared { execution, task, ready: AtomicBool::new(false), inner: Mutex::new(None) });
        // A new task is in the queue already.
        shared.set_ready();
        Gate { waker: Waker::from(Arc::clone(&shared)), shared, gave_way: 0, limit }
    }

    /// The gate of the check's body.
    pub(crate) fn of_body(execution: &Arc<Execution>) -> Gate {
        Gate::new(Arc::clone(execution), execution.body(), BODY_GIVES_WAY)
    }

    /// Asks whether the task runs now.
    pub(crate) fn turn(&mut self, cx: &mut Context<'_>) -> Turn {
        let mut inner = lock(&self.shared.inner);
        if inner.as_ref().is_none_or(|known| !known.will_wake(cx.waker())) {
            *inner = Some(cx.waker().clone());
        }
        drop(inner);
        if !self.shared.clear_ready() {
            return Turn::Asleep;
        }
        let execution = &self.shared.execution;
        execution.count_poll();
        // Alone it cannot give way to anybody: asking would only multiply equal schedules.
        if execution.ready() > 0 && self.gave_way < self.limit && execution.gives_way() {
            self.gave_way += 1;
            kernel::gives_way(&self.shared.task);
            self.shared.set_ready();
            cx.waker().wake_by_ref();
            return Turn::GivesWay;
        }
        self.gave_way = 0;
        Turn::Runs
    }

    /// Polls `future` as this gate's task.
    pub(crate) fn poll<F: Future + ?Sized>(&self, future: Pin<&mut F>) -> Poll<F::Output> {
        let _running = kernel::running(&self.shared.task);
        if let Some(place) = self.shared.task.place {
            kernel::polled(place, || self.shared.execution.elapsed());
        }
        future.poll(&mut Context::from_waker(&self.waker))
    }

    /// The task has ended, in whatever way.
    pub(crate) fn end(&self) {
        self.shared.execution.ended(&self.shared.task);
        self.shared.clear_ready();
    }
}

/// A spawned future behind its gate; outside an execution just the future.
pub(crate) struct Scheduled<F> {
    future: Option<Pin<Box<F>>>,
    gate: Option<Gate>,
}

/// Puts a gate in front of a future that is about to be spawned from `place`.
pub(crate) fn schedule<F: Future>(future: F, place: Place) -> Scheduled<F> {
    let gate = execution::current().map(|execution| {
        let task = execution.task(place);
        kernel::spawned(&task, place);
        Gate::new(execution, task, TASK_GIVES_WAY)
    });
    Scheduled { future: Some(Box::pin(future)), gate }
}

impl<F: Future> Future for Scheduled<F> {
    type Output = F::Output;

    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<F::Output> {
        let this = self.get_mut();
        let future = this.future.as_mut().expect("a task is not polled after its end");
        let Some(gate) = &mut this.gate else { return future.as_mut().poll(cx) };
        if !matches!(gate.turn(cx), Turn::Runs) {
            return Poll::Pending;
        }
        let future = &mut this.future;
        let polled = catch_unwind(AssertUnwindSafe(|| {
            let mut unwinding = DropOnUnwind { future, armed: true };
            let polled = gate.poll(unwinding.future.as_mut().expect("still there").as_mut());
            unwinding.armed = false;
            polled
        }));
        match polled {
            Ok(Poll::Pending) => Poll::Pending,
            Ok(Poll::Ready(output)) => {
                this.future = None;
                gate.end();
                Poll::Ready(output)
            }
            Err(payload) => {
                gate.shared.execution.panicked(&gate.shared.task, &*payload);
                gate.end();
                kernel::panic_caught();
                // On to tokio, which hands it to whoever joins the task.
                resume_unwind(payload)
            }
        }
    }
}

impl<F> Drop for Scheduled<F> {
    fn drop(&mut self) {
        // A cancelled task has ended only when everything it owned is gone.
        match &self.gate {
            Some(gate) => {
                let future = &mut self.future;
                if future.is_some() {
                    let _running = kernel::running(&gate.shared.task);
                    *future = None;
                }
                gate.end();
            }
            None => self.future = None,
        }
    }
}

/// Drops the future while its panic unwinds, as tokio does: a guard it holds must see that.
struct DropOnUnwind<'a, F> {
    future: &'a mut Option<Pin<Box<F>>>,
    armed: bool,
}

impl<F> Drop for DropOnUnwind<'_, F> {
    fn drop(&mut self) {
        if self.armed {
            *self.future = None;
        }
    }
}
