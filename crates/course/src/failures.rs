//! The last failing schedule of each exercise, so that `replay` needs no argument:
//! `.course/failures`, one line each, the newest last.
//!
//! This is a convenience, not progress: a line that makes no sense is dropped.

use crate::{Error, store};
use std::path::Path;

const NAME: &str = "failures";
const HEADER: &str = "# The last failing schedule of each exercise, kept by `cargo xtask`.";

/// How an exercise failed last.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Failure {
    /// `model/name`.
    pub exercise: String,
    /// The [`fingerprint`](crate::fingerprint) of the file that failed.
    pub hash: String,
    /// The string that replays the schedule.
    pub replay: String,
}

/// The last failures, the newest last.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Failures(pub Vec<Failure>);

impl Failures {
    /// Reads them; none were kept is not an error.
    ///
    /// # Errors
    /// The file is there but cannot be read.
    pub fn load(root: &Path) -> Result<Failures, Error> {
        let bytes = store::read(root, NAME)?.unwrap_or_default();
        let failures = String::from_utf8_lossy(&bytes)
            .lines()
            .filter(|line| !line.starts_with('#'))
            .filter_map(|line| {
                let mut parts = line.splitn(3, ' ');
                let exercise = parts.next().filter(|id| id.contains('/'))?.to_owned();
                let hash = parts.next()?.to_owned();
                let replay = parts.next().filter(|text| !text.is_empty())?.to_owned();
                Some(Failure { exercise, hash, replay })
            })
            .collect();
        Ok(Failures(failures))
    }

    /// The newest failure of `exercise`, or of any when none is named.
    pub fn last(&self, exercise: Option<&str>) -> Option<&Failure> {
        self.0.iter().rfind(|failure| exercise.is_none_or(|id| failure.exercise == id))
    }

    /// Makes `failure` the newest, in place of an older one of the same exercise.
    ///
    /// # Errors
    /// The file cannot be read or written.
    pub fn remember(root: &Path, failure: Failure) -> Result<(), Error> {
        Failures::change(root, |failures| {
            failures.retain(|known| known.exercise != failure.exercise);
            failures.push(failure);
        })
    }

    /// Forgets the failure of `exercise`, which has been solved or reset.
    ///
    /// # Errors
    /// The file cannot be read or written.
    pub fn forget(root: &Path, exercise: &str) -> Result<(), Error> {
        Failures::change(root, |failures| failures.retain(|known| known.exercise != exercise))
    }

    fn change(root: &Path, change: impl FnOnce(&mut Vec<Failure>)) -> Result<(), Error> {
        let lock = store::lock(root)?;
        let before = Failures::load(root)?;
        let mut after = before.clone();
        change(&mut after.0);
        if after == before {
            return Ok(());
        }
        let mut text = format!("{HEADER}\n");
        for Failure { exercise, hash, replay } in &after.0 {
            text.push_str(&format!("{exercise} {hash} {replay}\n"));
        }
        store::replace(&lock, root, NAME, &text)
    }
}
