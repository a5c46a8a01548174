//! The seam to the grader: commands judge through [`Judge`], so that their tests can hand them
//! verdicts of every kind without compiling anything.

use crate::{NOT_JUDGED, USAGE, failure::Failure, progress::Reporter};
use course::Exercise;
use grader::{Kind, Options, Verdict};
use std::path::{Path, PathBuf};

/// How something is to be judged, where it is not the exercise's own way.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Request {
    /// Schedules per check.
    pub schedules: Option<u64>,
    /// The seed of the schedules.
    pub seed: Option<u64>,
    /// One schedule to run again.
    pub replay: Option<String>,
    /// Judge it again, although the grader may know the verdict from an earlier time.
    pub fresh: bool,
}

impl Request {
    /// Whether a pass proves what the course asks for: the exercise's own schedules, all of them.
    pub fn is_the_exercises_own(&self) -> bool {
        *self == Request::default()
    }
}

/// What turns files into verdicts.
pub trait Judge: Sync {
    /// Judges `file` as an answer to `exercise`.
    ///
    /// # Errors
    /// There can be no verdict. A wrong answer is a verdict, not an error.
    fn check(&self, exercise: &Exercise, file: &Path, request: &Request, report: Reporter) -> Result<Verdict, Failure>;

    /// Explores a program of its own.
    ///
    /// # Errors
    /// There can be no verdict.
    fn explore(&self, file: &Path, request: &Request, report: Reporter) -> Result<Verdict, Failure>;
}

/// The real one.
pub struct Grader {
    /// The root of the course.
    pub root: PathBuf,
}

impl Judge for Grader {
    fn check(&self, exercise: &Exercise, file: &Path, request: &Request, report: Reporter) -> Result<Verdict, Failure> {
        grader::check(&self.root, exercise, file, &options(request, report)).map_err(failure)
    }

    fn explore(&self, file: &Path, request: &Request, report: Reporter) -> Result<Verdict, Failure> {
        grader::explore_file(&self.root, file, &options(request, report)).map_err(failure)
    }
}

fn options(request: &Request, report: Reporter) -> Options {
    let default = Options::default();
    Options {
        schedules: request.schedules,
        seed: request.seed.unwrap_or(default.seed),
        replay: request.replay.clone(),
        fresh: request.fresh,
        progress: Box::new(move |progress| report.tell(&progress)),
    }
}

pub(crate) fn failure(error: grader::Error) -> Failure {
    let code = match error.kind {
        Kind::Usage => USAGE,
        Kind::Toolchain | Kind::Internal => NOT_JUDGED,
    };
    let hint = error.hint.or_else(|| {
        let hint = "`cargo xtask doctor` says what the course needs and what is missing";
        (error.kind == Kind::Toolchain).then(|| hint.to_owned())
    });
    Failure { message: error.message, hint, code }
}
