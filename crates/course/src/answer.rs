//! The answers an exercise comes with, and the headers in which they say what they are for.

use crate::Diagnosis;
use std::path::PathBuf;

/// A right answer of another design than the reference.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Right {
    /// The file's name without `.rs`.
    pub name: String,
    /// The file.
    pub path: PathBuf,
    /// The design in one line, from `//! right:`.
    pub design: String,
}

/// A known-wrong answer, which must be found out for its own reason.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Wrong {
    /// The file's name without `.rs`.
    pub name: String,
    /// The file.
    pub path: PathBuf,
    /// The diagnosis the whole submission must get, from `//! wrong:`.
    pub diagnosis: Diagnosis,
    /// The first check that must fail, from `//! fails:`.
    pub fails: String,
    /// The mistake in a teacher's words: the rest of the header.
    pub mistake: String,
}

/// An answer whose header cannot be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BadAnswer {
    /// The file.
    pub path: PathBuf,
    /// The line of the header that is wrong, counted from 1.
    pub line: usize,
    /// What is wrong and what is expected.
    pub message: String,
}

impl Right {
    /// Reads the header of the right answer at `path`, whose contents are `text`.
    pub(crate) fn parse(path: PathBuf, text: &str) -> Result<Right, BadAnswer> {
        let bad = |line, message: &str| BadAnswer { path: path.clone(), line, message: message.to_owned() };
        let header = header(text);
        let design =
            field(&header, 0, "right").ok_or_else(|| bad(1, "expected `//! right: <the design in one line>`"))?;
        if design.is_empty() {
            return Err(bad(1, "`//! right:` is followed by nothing, expected the design"));
        }
        Ok(Right { name: stem(&path), design: design.to_owned(), path })
    }
}

impl Wrong {
    /// Reads the header of the known-wrong answer at `path`, whose contents are `text`.
    pub(crate) fn parse(path: PathBuf, text: &str) -> Result<Wrong, BadAnswer> {
        let bad = |line, message: String| BadAnswer { path: path.clone(), line, message };
        let header = header(text);
        let name = field(&header, 0, "wrong").ok_or_else(|| bad(1, "expected `//! wrong: <diagnosis>`".to_owned()))?;
        let diagnosis = Diagnosis::from_name(name).ok_or_else(|| {
            let accepted: Vec<String> = Diagnosis::ALL.iter().map(|diagnosis| format!("`{diagnosis}`")).collect();
            let accepted = accepted.join(", ");
            bad(1, format!("unknown diagnosis `{name}`, expected one of {accepted}"))
        })?;
        let fails = field(&header, 1, "fails")
            .filter(|fails| !fails.is_empty())
            .ok_or_else(|| bad(2, "expected `//! fails: <check>`".to_owned()))?;
        let mistake = header[2..].join(" ").trim().to_owned();
        if mistake.is_empty() {
            return Err(bad(3, "expected one sentence on the mistake".to_owned()));
        }
        Ok(Wrong { name: stem(&path), diagnosis, fails: fails.to_owned(), mistake, path })
    }
}

/// The text of the `//!` lines a source file opens with, without the marks.
pub(crate) fn header(text: &str) -> Vec<&str> {
    text.lines()
        .map_while(|line| line.trim_start().strip_prefix("//!"))
        .map(|line| line.strip_prefix(' ').unwrap_or(line).trim_end())
        .collect()
}

fn field<'a>(header: &[&'a str], line: usize, name: &str) -> Option<&'a str> {
    let rest = header.get(line)?.strip_prefix(name)?.strip_prefix(':')?;
    Some(rest.trim())
}

fn stem(path: &std::path::Path) -> String {
    path.file_stem().map(|stem| stem.to_string_lossy().into_owned()).unwrap_or_default()
}
