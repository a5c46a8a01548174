//! What the learner has solved and which hints were shown: `.course/progress`, plain text.
//!
//! ```text
//! # Kept by `cargo xtask`; please do not edit it by hand.
//! done threads/counter 1f0c3a9be2d47756
//! hints threads/bounded_queue 2
//! ```
//!
//! A line of a kind not known here is kept as it is, so that a newer version's lines survive an
//! older one. A damaged file (not text, or a known kind of line that makes no sense) is copied
//! aside before it is rewritten with what could be read.

use crate::{Error, store};
use std::path::{Path, PathBuf};

const NAME: &str = "progress";
const HEADER: &str = "# Kept by `cargo xtask`; please do not edit it by hand.";

/// An exercise that was solved.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Done {
    /// `model/name`.
    pub exercise: String,
    /// The [`fingerprint`] of the file that passed.
    pub hash: String,
}

/// The learner's progress, as it was when it was read.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Progress {
    lines: Vec<Line>,
    /// Where the damaged file was put, if this reading found one.
    pub set_aside: Option<PathBuf>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Line {
    Done(Done),
    Hints { exercise: String, shown: usize },
    Other(String),
}

impl Progress {
    /// Whether anything was ever recorded below `root`: false on the very first run.
    pub fn exists(root: &Path) -> bool {
        root.join(store::FOLDER).join(NAME).exists()
    }

    /// Reads the progress; a damaged file is set aside and what could be read of it is kept.
    ///
    /// # Errors
    /// The file cannot be read, or a damaged one cannot be set aside.
    pub fn load(root: &Path) -> Result<Progress, Error> {
        let Some(bytes) = store::read(root, NAME)? else {
            return Ok(Progress::default());
        };
        let (progress, damaged) = parse(&bytes);
        if !damaged {
            return Ok(progress);
        }
        // Read again under the lock: another process may have mended it in the meantime.
        Progress::update(root, |progress| progress.clone())
    }

    /// Changes the progress: nobody else's change is lost, and a crash leaves the old file.
    /// Returns what `change` returned.
    ///
    /// # Errors
    /// The file cannot be read or written.
    pub fn update<R>(root: &Path, change: impl FnOnce(&mut Progress) -> R) -> Result<R, Error> {
        let lock = store::lock(root)?;
        let mut progress = Progress::default();
        if let Some(bytes) = store::read(root, NAME)? {
            let damaged;
            (progress, damaged) = parse(&bytes);
            if damaged {
                progress.set_aside = Some(store::set_aside(&lock, root, NAME, &bytes)?);
            }
        }
        let result = change(&mut progress);
        store::replace(&lock, root, NAME, &progress.text())?;
        Ok(result)
    }

    /// The record of `exercise` (`model/name`) being solved, if it was.
    pub fn done(&self, exercise: &str) -> Option<&Done> {
        self.lines.iter().find_map(|line| match line {
            Line::Done(done) if done.exercise == exercise => Some(done),
            _ => None,
        })
    }

    /// Whether `exercise` (`model/name`) was solved.
    pub fn is_done(&self, exercise: &str) -> bool {
        self.done(exercise).is_some()
    }

    /// Records that `exercise` was solved by the file with this [`fingerprint`].
    pub fn set_done(&mut self, exercise: &str, hash: &str) {
        let done = Done { exercise: exercise.to_owned(), hash: hash.to_owned() };
        let known = self.lines.iter_mut().find_map(|line| match line {
            Line::Done(done) if done.exercise == exercise => Some(done),
            _ => None,
        });
        match known {
            Some(known) => *known = done,
            None => self.lines.push(Line::Done(done)),
        }
    }

    /// Forgets that `exercise` was solved.
    pub fn clear_done(&mut self, exercise: &str) {
        self.lines.retain(|line| !matches!(line, Line::Done(done) if done.exercise == exercise));
    }

    /// How many hints of `exercise` were shown.
    pub fn hints_shown(&self, exercise: &str) -> usize {
        self.lines
            .iter()
            .find_map(|line| match line {
                Line::Hints { exercise: of, shown } if of == exercise => Some(*shown),
                _ => None,
            })
            .unwrap_or(0)
    }

    /// Records how many hints of `exercise` were shown; 0 forgets them.
    pub fn set_hints_shown(&mut self, exercise: &str, number: usize) {
        let known =
            self.lines.iter().position(|line| matches!(line, Line::Hints { exercise: of, .. } if of == exercise));
        let line = Line::Hints { exercise: exercise.to_owned(), shown: number };
        match (known, number) {
            (Some(at), 0) => drop(self.lines.remove(at)),
            (Some(at), _) => self.lines[at] = line,
            (None, 0) => {}
            (None, _) => self.lines.push(line),
        }
    }

    fn text(&self) -> String {
        let mut text = format!("{HEADER}\n");
        for line in &self.lines {
            match line {
                Line::Done(Done { exercise, hash }) => {
                    text.push_str(&format!("done {exercise} {hash}\n"));
                }
                Line::Hints { exercise, shown } => {
                    text.push_str(&format!("hints {exercise} {shown}\n"));
                }
                Line::Other(line) => text.push_str(&format!("{line}\n")),
            }
        }
        text
    }
}

/// A short hash of a file's contents, by which it is told whether a solved exercise was edited
/// since: 16 hexadecimal digits.
pub fn fingerprint(contents: &[u8]) -> String {
    blake3::hash(contents).to_hex()[..16].to_owned()
}

/// What can be read, and whether anything could not be.
fn parse(bytes: &[u8]) -> (Progress, bool) {
    let text = String::from_utf8_lossy(bytes);
    let mut damaged = false;
    let mut progress = Progress::default();
    for line in text.lines() {
        let words: Vec<&str> = line.split_whitespace().collect();
        // U+FFFD is what bytes that are no text were replaced by.
        if line.contains(['\0', '\u{fffd}']) {
            damaged = true;
            continue;
        }
        match words[..] {
            [] => {}
            _ if line == HEADER => {}
            ["done", exercise, hash] if exercise.contains('/') => progress.set_done(exercise, hash),
            ["hints", exercise, number] if exercise.contains('/') => match number.parse() {
                Ok(number) => progress.set_hints_shown(exercise, number),
                Err(_) => damaged = true,
            },
            ["done" | "hints", ..] => damaged = true,
            _ => progress.lines.push(Line::Other(line.to_owned())),
        }
    }
    (progress, damaged)
}
