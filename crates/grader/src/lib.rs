//! One submission in, one verdict out: inspect, type-check, compile, link, run, judge, explain.
//!
//! The submission is type-checked against the real crates, then compiled against stand-ins whose
//! operations a schedule explorer controls, linked with the exercise's checks and run, one process
//! per check. This crate never links the explorer: it builds it with cargo and reads its records.
//! It knows nothing of cohorts or sessions, and writes to no terminal.

mod bench;
mod cache;
mod compile;
mod error;
mod explain;
mod harness;
mod interface;
mod judge;
mod kit;
mod modelled;
mod names;
mod process;
mod program;
mod record;
pub mod render;
mod source;
mod standins;
mod verdict;

pub use error::{Error, Kind};
pub use explain::explain;
pub use process::Limits;
pub use verdict::{Blocked, CheckVerdict, Event, FORMAT, Held, Object, Outcome, Place, SCHEMA, Unseen, Verdict};

use std::path::Path;

/// How a submission is judged.
pub struct Options {
    /// Schedules per check instead of the exercise's own budget.
    pub schedules: Option<u64>,
    /// Seed of every random choice of the explorer.
    pub seed: u64,
    /// Replays one schedule instead of exploring: the `replay` of an earlier verdict.
    pub replay: Option<String>,
    /// Judges anew what was judged before, instead of remembering the verdict.
    pub fresh: bool,
    /// Told what is being done, possibly from several threads.
    pub progress: Box<dyn Fn(Progress) + Send + Sync>,
}

impl Default for Options {
    /// The exercise's own budgets, seed 1, no replay, progress to nobody.
    fn default() -> Options {
        Options { schedules: None, seed: 1, replay: None, fresh: false, progress: Box::new(|_| ()) }
    }
}

/// What the grader is doing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Progress {
    /// cargo builds the stand-ins, which happens once; the text is cargo's own line.
    Building(String),
    /// rustc reads the submission.
    Compiling,
    /// The checks run.
    Judging {
        /// Checks that have reported.
        done: usize,
        /// Checks of the exercise.
        total: usize,
    },
}

/// Judges `file` as an answer to `exercise`. `root` is the folder of `course.toml`; a relative
/// `file` is relative to the current directory, and is shown in reports as it is given unless it
/// lies below `root`.
///
/// # Errors
/// The file cannot be read, the replay string is not one of this exercise (both [`Kind::Usage`]),
/// there is no working toolchain, or the grader itself failed. A wrong submission is no error.
pub fn check(root: &Path, exercise: &course::Exercise, file: &Path, options: &Options) -> Result<Verdict, Error> {
    judge::check(root, exercise, file, options, &Limits::default())
}

/// Like [`check`], with limits other than the default ones for the check processes.
///
/// # Errors
/// Those of [`check`].
pub fn check_within(
    root: &Path,
    exercise: &course::Exercise,
    file: &Path,
    options: &Options,
    limits: &Limits,
) -> Result<Verdict, Error> {
    judge::check(root, exercise, file, options, limits)
}

/// Compiles `file` with a bare `rustc --test` against the real crates of `exercise`, and runs the
/// empty test: what a verdict's time is compared with. `folder` is for what comes out.
///
/// # Errors
/// There is no working toolchain, or the file does not compile.
pub fn bare_test(root: &Path, exercise: &course::Exercise, file: &Path, folder: &Path) -> Result<(), Error> {
    compile::bare_test(root, exercise.kit, file, folder)
}

/// Explores a whole program: any one-file program with a `fn main()` that uses std, or std and
/// crossbeam.
///
/// # Errors
/// Those of [`check`]; also a file without `fn main()` ([`Kind::Usage`]).
pub fn explore_file(root: &Path, file: &Path, options: &Options) -> Result<Verdict, Error> {
    program::explore(root, file, options, &Limits::default())
}
