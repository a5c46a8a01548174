//! What goes wrong when the course's files are read, said so that it can be mended: the file, the
//! line, the key, and what would be accepted.

use std::{fmt, io, path::Path, path::PathBuf};

/// A file of the course that cannot be read, or says something the course does not understand.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Error {
    /// The file, relative to the root of the course where it lies below it.
    pub file: Option<PathBuf>,
    /// The line in `file`, counted from 1.
    pub line: Option<usize>,
    /// The key of the line, in files made of keys and values.
    pub key: Option<String>,
    /// What is wrong and, where there is a closed list, what would be accepted.
    pub message: String,
    /// The one thing to do next, if there is one.
    pub hint: Option<String>,
}

impl Error {
    /// An error that belongs to no file.
    pub fn new(message: impl Into<String>) -> Error {
        Error { file: None, line: None, key: None, message: message.into(), hint: None }
    }

    /// An error about `file` as a whole.
    pub fn in_file(file: &Path, message: impl Into<String>) -> Error {
        Error { file: Some(file.to_owned()), ..Error::new(message) }
    }

    /// The operating system refused to `verb` (read, write, …) `file`.
    pub(crate) fn io(verb: &str, file: &Path, cause: &io::Error) -> Error {
        Error::in_file(file, format!("cannot {verb} it: {cause}"))
    }

    /// The same error, with the one thing to do next.
    pub fn with_hint(self, hint: impl Into<String>) -> Error {
        Error { hint: Some(hint.into()), ..self }
    }
}

/// `file:line: key: message`, without the hint, which is for a line of its own.
impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(file) = &self.file {
            write!(f, "{}:", file.display())?;
            if let Some(line) = self.line {
                write!(f, "{line}:")?;
            }
            write!(f, " ")?;
        }
        if let Some(key) = &self.key {
            write!(f, "`{key}`: ")?;
        }
        f.write_str(&self.message)
    }
}

impl std::error::Error for Error {}
