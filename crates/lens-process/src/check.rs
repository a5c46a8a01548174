//! What a check calls, in its own process and, inside of jobs, in the workers.

use crate::{
    Diagnosis,
    board::{Board, MARKS, RUNS, request, stray, wait, wake},
};
use std::{
    cell::RefCell,
    collections::BTreeSet,
    panic::{AssertUnwindSafe, Location, PanicHookInfo, catch_unwind},
    sync::atomic::Ordering::{Acquire, Release, SeqCst},
};

/// Calls the submission. [`facts`] is about the latest call.
///
/// Only the check's own process comes back from here. A forked process that does is ended at once and
/// fails the check: it was about to run the caller's code a second time.
///
/// A panic of the submission fails the check as `panicked`. What the submission leaves behind is cleared
/// up when the check ends; to judge it, there is [`call_leaving_nothing`].
pub fn call<R>(submission: impl FnOnce() -> R) -> R {
    enclosed(submission).unwrap_or_else(|panicked| panicked.fail())
}

/// Like [`call`], and fails the check if a child, a zombie, a thread or a descriptor is left when the
/// submission returns or panics.
pub fn call_leaving_nothing<R>(submission: impl FnOnce() -> R) -> R {
    let result = enclosed(submission);
    // Answered only if nothing is left.
    ask(Board::current(), request::AFTER);
    result.unwrap_or_else(|panicked| panicked.fail())
}

/// Like [`call`] for a submission that has to panic: the message, or `None` if it returned.
pub fn panics<R>(submission: impl FnOnce() -> R) -> Option<String> {
    enclosed(submission).err().map(|panicked| panicked.message)
}

/// Fails the check with a diagnosis of its own. A panic in a check, as by `assert!`, is `wrong-result`.
#[track_caller]
pub fn fail(diagnosis: Diagnosis, message: impl AsRef<str>) -> ! {
    finish(diagnosis, Some(here(Location::caller())), message.as_ref())
}

/// For a job to say first of all: notes which process runs which input. In the calling process, where
/// no job may run, it fails the check.
pub fn ran(input: u64) {
    let board = Board::current();
    if board.is_main() {
        let message = format!("the job for input {input} ran in the calling process, not in a worker");
        finish(Diagnosis::WrongResult, None, &message);
    }
    let index = board.run_count.fetch_add(1, SeqCst) as usize;
    if let Some(slot) = board.runs.get(index) {
        slot.input.store(input, SeqCst);
        // Pairs with the load in `facts`.
        slot.pid.store(nix::unistd::getpid().as_raw(), Release);
    }
    board.advance();
}

/// For a job: waits until everything is at rest. Then the monitor notes how many processes are alive
/// and how many of them are in here (see [`Facts::rests`]), and lets all of them go.
pub fn hold() {
    let board = Board::current();
    let seen = board.releases.load(SeqCst);
    board.holding.fetch_add(1, SeqCst);
    board.ring();
    // The monitor releases only when everyone sleeps, so never between the two lines above.
    while board.releases.load(SeqCst) == seen {
        wait(&board.releases, seen, None);
    }
}

/// Sets the mark `number`, for those who wait for it.
///
/// # Panics
///
/// Panics if there are not that many marks (1024).
pub fn mark(number: usize) {
    let board = Board::current();
    assert!(number < MARKS, "there are {MARKS} marks");
    board.marks[number].store(1, SeqCst);
    board.advance();
    wake(&board.marks[number]);
}

/// For a job: waits until another one sets the mark `number`. If everything comes to rest instead, the
/// check fails as `not-concurrent`: whoever should set the mark is not running at the same time.
///
/// # Panics
///
/// Panics if there are not that many marks (1024).
pub fn wait_for(number: usize) {
    let board = Board::current();
    assert!(number < MARKS, "there are {MARKS} marks");
    board.wanted[number].fetch_add(1, SeqCst);
    board.ring();
    while board.marks[number].load(SeqCst) == 0 {
        wait(&board.marks[number], 0, None);
    }
    board.wanted[number].fetch_sub(1, SeqCst);
}

/// For a job: ends its process by SIGKILL.
pub fn kill_this_process() -> ! {
    // The signal is delivered before `raise` returns, and cannot be held back.
    let _ = nix::sys::signal::raise(nix::sys::signal::Signal::SIGKILL);
    exit(1)
}

/// What happened in the workers during the latest [`call`].
#[derive(Debug, Clone)]
pub struct Facts {
    /// The jobs that began, in the order in which they did.
    pub runs: Vec<Run>,
    /// What was seen each time jobs were in [`hold`] and everything was at rest.
    pub rests: Vec<Rest>,
}

/// A job that began.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Run {
    /// Its input.
    pub input: u64,
    /// The id of the process it ran in.
    pub process: i32,
}

/// A moment when everything was at rest.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rest {
    /// Processes inside a job.
    pub busy: usize,
    /// Processes started during the call that have not ended. A zombie has ended.
    pub alive: usize,
}

impl Facts {
    /// How many different processes ran jobs.
    pub fn processes(&self) -> usize {
        self.runs.iter().map(|run| run.process).collect::<BTreeSet<_>>().len()
    }

    /// How often a job began for that input.
    pub fn times(&self, input: u64) -> usize {
        self.runs.iter().filter(|run| run.input == input).count()
    }
}

/// What happened in the workers during the latest [`call`].
///
/// # Panics
///
/// Panics if more jobs began than can be noted (8192).
pub fn facts() -> Facts {
    let board = Board::current();
    let began = board.run_count.load(SeqCst) as usize;
    assert!(began <= RUNS, "jobs were begun {began} times");
    let runs = board.runs[..began]
        .iter()
        .map(|slot| (slot.pid.load(Acquire), slot.input.load(SeqCst)))
        // A process may have been killed between taking a slot and filling it in.
        .filter(|(process, _)| *process != 0)
        .map(|(process, input)| Run { input, process })
        .collect();
    let rests = board
        .rests
        .iter()
        .take(board.rest_count.load(SeqCst) as usize)
        .map(|rest| Rest { busy: rest.busy.load(SeqCst) as usize, alive: rest.alive.load(SeqCst) as usize })
        .collect();
    Facts { runs, rests }
}

/// A panic, as the hook saw it.
struct Panicked {
    message: String,
    place: Option<String>,
}

impl Panicked {
    fn fail(self) -> ! {
        finish(Diagnosis::Panicked, self.place, &self.message)
    }
}

thread_local! {
    /// The latest panic of this thread.
    static PANICKED: RefCell<Option<Panicked>> = const { RefCell::new(None) };
}

/// Runs a check in the process forked for it, and ends that process.
pub(crate) fn main(check: fn()) -> ! {
    std::panic::set_hook(Box::new(note_panic));
    let board = Board::current();
    let result = catch_unwind(AssertUnwindSafe(check));
    if !board.is_main() {
        strayed(board, result.is_err());
    }
    match result {
        Ok(()) => {
            board.pass();
            exit(0)
        }
        Err(_) => {
            let panicked = PANICKED.take();
            let place = panicked.as_ref().and_then(|p| p.place.clone());
            let message = panicked.map_or_else(|| "the check panicked".to_owned(), |p| p.message);
            finish(Diagnosis::WrongResult, place, &message)
        }
    }
}

fn enclosed<R>(submission: impl FnOnce() -> R) -> Result<R, Panicked> {
    let board = Board::current();
    if !board.is_main() {
        strayed(board, false);
    }
    board.clear();
    ask(board, request::BEFORE);
    let result = catch_unwind(AssertUnwindSafe(submission));
    if !board.is_main() {
        strayed(board, result.is_err());
    }
    result.map_err(|payload| PANICKED.take().unwrap_or_else(|| Panicked { message: text_of(&*payload), place: None }))
}

/// Asks the monitor something and waits for the answer.
fn ask(board: &Board, what: u32) {
    let seen = board.answers.load(SeqCst);
    board.request.store(what, SeqCst);
    board.ring();
    while board.answers.load(SeqCst) == seen {
        wait(&board.answers, seen, None);
    }
}

/// Ends a forked process that came back into the caller's code.
fn strayed(board: &Board, unwound: bool) -> ! {
    let how = if unwound { stray::UNWOUND } else { stray::RETURNED };
    let _ = board.stray.compare_exchange(stray::NONE, how, SeqCst, SeqCst);
    board.ring();
    exit(101)
}

/// Reports the check's failure and ends its process. In a forked process, which has nothing to report,
/// ends that.
fn finish(diagnosis: Diagnosis, place: Option<String>, message: &str) -> ! {
    let board = Board::current();
    if !board.is_main() {
        strayed(board, true);
    }
    let place = place.unwrap_or_default();
    board.outcome.set(&format!("{}\n{place}\n{message}", diagnosis.name()));
    board.ring();
    exit(0)
}

/// Ends the process without running what was registered for its exit: in a fork of the judge, that is
/// the judge's.
fn exit(code: i32) -> ! {
    // SAFETY: `_exit` runs nothing of this process any more; it has no precondition.
    unsafe { libc::_exit(code) }
}

fn note_panic(info: &PanicHookInfo<'_>) {
    let message = text_of(info.payload());
    let place = info.location().map(here);
    let board = Board::current();
    if board.is_main() {
        PANICKED.set(Some(Panicked { message, place }));
    } else if info.location().is_some_and(|at| !at.file().ends_with("checks.rs")) {
        // Not the job's own panic but the submission's: worth telling the learner.
        let at = place.unwrap_or_default().replace(PLACE, ":");
        board.worker_panic.set(&format!("{at}: {message}"));
    }
}

/// Separates file, line and column in a place that is kept as text.
pub(crate) const PLACE: char = '\t';

fn here(at: &Location<'_>) -> String {
    format!("{}{PLACE}{}{PLACE}{}", at.file(), at.line(), at.column())
}

fn text_of(payload: &(dyn std::any::Any + Send)) -> String {
    payload
        .downcast_ref::<&str>()
        .map(|text| (*text).to_owned())
        .or_else(|| payload.downcast_ref::<String>().cloned())
        .unwrap_or_else(|| "a panic whose value is no text".to_owned())
}
