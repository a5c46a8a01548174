//! The seam to the explorer's kernel: what a poll, a spawn and a choice are there.

use crate::execution::{Place, Task};
use explore::{Op, rt};
use std::rc::Rc;
use std::time::Duration;

/// Who decides.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Mode {
    /// Nobody: tasks run in tokio's own order.
    Clock,
    /// The explorer.
    Explore,
}

/// A number below `alternatives`; 0 is what happens without an explorer.
pub(crate) fn choose(mode: Mode, alternatives: usize) -> usize {
    match mode {
        Mode::Clock => 0,
        Mode::Explore => rt::choose(alternatives),
    }
}

/// A task has been spawned: shown in the trace of whoever spawned it.
pub(crate) fn spawned(task: &Task, place: Place) {
    rt::step_bare(Op::Spawn, place);
    rt::value(|| task.name.clone());
}

/// From now on until the guard is dropped, what happens is `task`'s doing, and blocking blocks the
/// loop.
pub(crate) fn running(task: &Task) -> Running {
    Running { before: rt::set_task(Some(Rc::from(task.name.as_str()))) }
}

/// See [`running`].
pub(crate) struct Running {
    before: Option<Rc<str>>,
}

impl Drop for Running {
    fn drop(&mut self) {
        rt::set_task(self.before.take());
    }
}

/// The running task is polled, so long after the start of the execution.
pub(crate) fn polled(place: Place, elapsed: impl FnOnce() -> Duration) {
    rt::step_bare(Op::Poll, place);
    rt::value(|| format!("at {}", milliseconds(elapsed())));
}

/// `task` is ready and lets the others go first: the moment at which a schedule differs from tokio's.
pub(crate) fn gives_way(task: &Task) {
    if let Some(place) = task.place {
        let _running = running(task);
        rt::step_bare(Op::Other("gives way"), place);
    }
}

/// A panic of the running task was caught; it goes to whoever joins the task.
pub(crate) fn panic_caught() {
    rt::panic_caught();
}

/// A caught panic is thrown on.
pub(crate) fn panic_resumed() {
    rt::panic_resumed("a task's panic");
}

/// Runs `block` as code that may block, and returns how long it took by the explorer's clock.
pub(crate) fn blocking<R>(block: impl FnOnce() -> R) -> (R, Duration) {
    struct Restore(Option<Rc<str>>);
    impl Drop for Restore {
        fn drop(&mut self) {
            rt::set_task(self.0.take());
        }
    }
    let began = rt::clock();
    let _restore = Restore(rt::set_task(None));
    let value = block();
    (value, Duration::from_nanos(rt::clock() - began))
}

/// A duration as a learner reads it.
pub(crate) fn milliseconds(duration: Duration) -> String {
    let micros = duration.as_micros();
    match micros % 1_000 {
        0 => format!("{} ms", micros / 1_000),
        rest => format!("{}.{rest:03} ms", micros / 1_000),
    }
}
