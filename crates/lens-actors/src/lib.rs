//! Judges actix actors by running them: real actix on real tokio, without a wall clock.
//!
//! A check is an `async fn`. [`run`] gives it an actix `System` whose runtime is the calling thread
//! and whose clock is virtual: it stands still while anybody works and jumps to the next timer when
//! nobody does. So a hang is found at once and always: with nothing left to run the clock reaches
//! [`LIMIT`] and the check has failed. How long anything takes decides nothing.
//!
//! Arbiters of the submission's own are threads, and tokio would let the clock jump while they work,
//! because to its eyes the loop is idle. While there are such threads a guard therefore holds the
//! clock until all of them are at rest, which the kernel is asked about; one that waits for a
//! time-out of its own is waited for. The other hang, an event loop that stands still in a call that
//! never returns, is seen by the thread that called [`run`].
//!
//! A panic in an actor is that actor's end, as everywhere in actix (tokio catches it at the task) and
//! no failure by itself; only a panic that leaves the check's own body is one.
//!
//! What is not judged: whether an arbiter is stopped when its actors are gone. actix keeps an arbiter
//! until it is told to stop or its `System` ends, and an answer may well use one for longer.
//!
//! Where the kernel does not show what threads wait for (anything but Linux) the clock is the real
//! one: right answers pass all the same, a hang is left to the backstop.

mod ask;
mod clock;
mod panics;
mod rest;
mod turns;

pub use ask::{Answer, ask};
pub use turns::take_turn;

use clock::Clock;
use explore::Diagnosis;
use explore::harness;
use rest::{MainRests, Threads};
use std::future::{Future, poll_fn};
use std::mem::ManuallyDrop;
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::pin::pin;
use std::sync::mpsc::{self, Receiver, RecvTimeoutError};
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError};
use std::task::Poll;
use std::thread;
use std::time::Duration;
use tokio::time::Instant;

/// The virtual time a check may take. Generous, since it costs nothing: a supervisor that waits
/// longer and longer between restarts stays far below it.
pub const LIMIT: Duration = Duration::from_secs(600);

/// A jump of the virtual clock this long means that nothing else was due.
const NOTHING_ELSE: Duration = Duration::from_secs(60);

/// How often it is looked whether the event loop stands still for ever. Such a hang lasts, so this
/// decides only how soon it is reported.
const ROUND: Duration = Duration::from_millis(10);

/// What a program's main thread has.
const STACK: usize = 8 << 20;

/// The threads of the running check.
static THREADS: OnceLock<Option<Arc<Threads>>> = OnceLock::new();

/// The clock of the running check.
static CLOCK: OnceLock<Arc<Clock>> = OnceLock::new();

/// Runs one check: makes the `System`, runs the future to its end and judges what has become of the
/// `System`. Once in a process.
///
/// Ends by [`harness::fail_at`] with
/// * `deadlock` if the check waits and nobody is left to run, or the event loop is blocked for ever,
/// * `livelock` if it waits for [`LIMIT`] of virtual time while timers keep firing,
/// * `wrong-result` if the submission stops the `System`, which is not its to stop.
///
/// Neither actors nor arbiters are stopped at the end, so that nothing of the submission is heard of
/// after the verdict: the process is expected to exit.
///
/// # Panics
///
/// With the panic of the check's body, if it panics.
pub fn run<F: Future<Output = ()> + 'static>(check: fn() -> F) {
    panics::keep_those_of_actors();
    // The System has a thread of its own, so that this one can report a loop that stands still.
    let (report, end) = mpsc::channel();
    thread::Builder::new()
        .name("main".to_owned())
        .stack_size(STACK)
        .spawn(move || {
            let end = catch_unwind(AssertUnwindSafe(|| run_system(check)));
            // It is waited for, below, until it comes.
            let _ = report.send(end);
            // This thread keeps the last handle of the System. Were it to end, some other thread's end
            // would drop the last one and wake a local set of tokio's where that is a fatal error.
            loop {
                thread::park();
            }
        })
        .expect("the system gives a thread");
    judge(&wait_for_end(&end));
}

fn wait_for_end(reports: &Receiver<thread::Result<End>>) -> End {
    let end = loop {
        match reports.recv_timeout(ROUND) {
            Ok(end) => break end,
            Err(RecvTimeoutError::Timeout) => {
                let end = match THREADS.get().and_then(Option::as_ref).and_then(|threads| threads.dead()) {
                    Some(MainRests::Blocked) => End::Blocked,
                    Some(MainRests::InLoop) => End::Dead,
                    None => continue,
                };
                // A thread that has reported rests too, but it has reported first.
                break reports.try_recv().unwrap_or(Ok(end));
            }
            Err(RecvTimeoutError::Disconnected) => unreachable!("the thread never ends"),
        }
    };
    end.unwrap_or_else(|panic| resume_unwind(panic))
}

/// How a check ended.
#[derive(Debug, PartialEq, Eq)]
enum End {
    /// By returning.
    Returned,
    /// The `System` has been stopped.
    Stopped,
    /// The virtual clock has reached [`LIMIT`], in a last jump of this length,
    /// while this was waited for.
    OutOfTime { jump: Duration, waits: String },
    /// The loop's thread is in a call that never returns.
    Blocked,
    /// The loop waits for a blocking task, which waits for ever.
    Dead,
}

/// A verdict on the whole check belongs to no line.
fn fail(diagnosis: Diagnosis, message: impl Into<String>) -> ! {
    harness::fail_at(diagnosis, message, None)
}

fn judge(end: &End) {
    match end {
        End::Returned => {}
        End::Stopped => fail(
            Diagnosis::WrongResult,
            "the whole System was stopped: an actor that is done stops itself, not the System all actors share",
        ),
        End::OutOfTime { jump, waits } if *jump >= NOTHING_ELSE => {
            fail(Diagnosis::Deadlock, format!("{waits}: everybody waits, and nobody is left to run"))
        }
        End::Dead => {
            fail(Diagnosis::Deadlock, format!("{}: everybody waits, and nobody is left to run", ask::unanswered()))
        }
        End::OutOfTime { waits, .. } => fail(
            Diagnosis::Livelock,
            format!(
                "{waits}: for {} minutes of virtual time timers have fired and nothing came of it",
                LIMIT.as_secs() / 60
            ),
        ),
        End::Blocked => fail(
            Diagnosis::Deadlock,
            format!(
                "{}: a handler blocks the thread on which all actors of this arbiter run, in a call that nobody is left to end",
                ask::unanswered()
            ),
        ),
    }
}

/// Runs `check` on the calling thread, which becomes the `System`'s.
fn run_system<F: Future<Output = ()>>(check: fn() -> F) -> End {
    let threads = THREADS.get_or_init(|| Threads::new().map(Arc::new));
    let clock = CLOCK.get_or_init(|| Clock::new(threads.clone()));
    // Never dropped, not even by a panic: that would run the drops of the submission's actors.
    let system = ManuallyDrop::new(actix::System::with_tokio_rt(|| clock::runtime(clock)));
    let stopped = system.stop_future();
    let end = system.block_on(async { until_end(async { check().await }, stopped, clock).await });
    clock.release();
    end
}

async fn until_end(check: impl Future<Output = ()>, stopped: impl Future, clock: &Clock) -> End {
    let mut check = pin!(check);
    let mut stopped = pin!(stopped);
    let mut limit = pin!(tokio::time::sleep(LIMIT));
    let mut last = Instant::now();
    let end = poll_fn(|task| {
        // The actors are tasks of a local set that is polled along with this future: when any of them
        // has something to do, this is polled too.
        let jump = last.elapsed();
        last = Instant::now();
        if panics::in_check(|| check.as_mut().poll(task)).is_ready() {
            return Poll::Ready(End::Returned);
        }
        if stopped.as_mut().poll(task).is_ready() {
            return Poll::Ready(End::Stopped);
        }
        limit.as_mut().poll(task).map(|()| End::OutOfTime { jump, waits: ask::unanswered() })
    })
    .await;
    if end != End::Returned {
        return end;
    }
    // A stop that was asked for may be on its way still: hear out what is ready to run.
    let mut idle = pin!(clock.idle());
    poll_fn(|task| match stopped.as_mut().poll(task) {
        Poll::Ready(_) => Poll::Ready(End::Stopped),
        Poll::Pending => idle.as_mut().poll(task).map(|()| End::Returned),
    })
    .await
}

/// Waits until nobody has anything left to do but the caller: every message that is on its way has
/// been handled, and who was stopping has stopped.
///
/// A thread that waits for a time-out is not waited for, and one that works for ever not for ever.
///
/// # Panics
///
/// Outside a check.
pub async fn settled() {
    CLOCK.get().expect("a check is running").settled().await;
}

/// Waits between two looks at the threads: shortly at first, so that a short wait stays short.
#[derive(Debug, Default)]
struct Pause(u32);

impl Pause {
    fn take(&mut self) {
        thread::sleep(Duration::from_micros(20 << self.0.min(6)));
        self.0 += 1;
    }

    /// Some thread works for ever. To be asked only where going on is harmless.
    fn exhausted(&self) -> bool {
        self.0 >= 2000
    }
}

/// Locks what no panic can leave half done.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
