//! What the binary built for one submission does: runs the check it is told to and reports it.
//!
//! The grader generates a `main` that lists the exercise's checks and calls [`main`]. One process
//! judges one check.
use crate::Diagnosis;

/// How the checks of a harness are run.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Lens {
    /// Under many schedules.
    Explore,
    /// One thread frozen at every step in turn.
    Progress,
    /// Once, as it is: what judges is outside the explorer (a real process, a paused clock).
    Once,
}

/// One check of an exercise.
pub struct Check {
    /// Its name in exercise.toml; also the function's name in checks.rs.
    pub name: &'static str,
    /// How it is run.
    pub lens: Lens,
    /// The check itself; a panic is a failure.
    pub run: fn(),
}

/// The harness's whole main: reads the request on standard input, runs the check it names and writes
/// the record to standard output.
pub fn main(checks: &[Check]) -> ! {
    let _ = checks;
    todo!()
}

/// Fails the running check with a diagnosis of its own. Under [`Lens::Once`] this is how a lens says
/// more than "an assertion failed"; under the explorer it is [`crate::rt::fail`].
#[track_caller]
pub fn fail(diagnosis: Diagnosis, message: impl Into<String>) -> ! {
    let _ = (diagnosis, message.into());
    todo!()
}

/// Adds a line to what is shown as the trace of a [`Lens::Once`] check: who did what, where.
#[track_caller]
pub fn event(thread: &str, operation: &str, object: &str, value: &str) {
    let _ = (thread, operation, object, value);
    todo!()
}
