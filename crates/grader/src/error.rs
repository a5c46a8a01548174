//! What stops the grader before there is a verdict.

use std::{fmt, io, path::Path};

/// Whose doing an error is; decides the exit code.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// The caller asked for something that cannot be: a missing file, a foreign replay string.
    Usage,
    /// rustc or cargo is missing or does not work.
    Toolchain,
    /// Ours.
    Internal,
}

/// Why there is no verdict.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Error {
    /// Whose doing it is.
    pub kind: Kind,
    /// What happened; a lower-case fragment.
    pub message: String,
    /// The one thing to do next, if there is one.
    pub hint: Option<String>,
}

impl Error {
    pub(crate) fn new(kind: Kind, message: impl Into<String>) -> Error {
        Error { kind, message: message.into(), hint: None }
    }

    pub(crate) fn with_hint(self, hint: impl Into<String>) -> Error {
        Error { hint: Some(hint.into()), ..self }
    }

    /// The operating system refused to `verb` one of the grader's own files.
    pub(crate) fn io(verb: &str, path: &Path, cause: &io::Error) -> Error {
        Error::new(Kind::Internal, format!("cannot {verb} `{}`: {cause}", path.display()))
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for Error {}
