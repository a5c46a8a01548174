//! Why a command could not do what it was asked to, with the exit code that says whose fault it is.

use crate::{NOT_JUDGED, USAGE};
use serde_json::{Value, json};
use std::{fmt, io};

/// A command that ended without doing its work.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Failure {
    /// What is wrong: a fragment in lower case, without a full stop.
    pub message: String,
    /// The one thing to do next, if there is one.
    pub hint: Option<String>,
    /// The exit code.
    pub code: u8,
}

impl Failure {
    /// The user asked for something that cannot be.
    pub fn usage(message: impl Into<String>) -> Failure {
        Failure { message: message.into(), hint: None, code: USAGE }
    }

    /// Something on our side, or of the machine, is not as it should be.
    pub fn internal(message: impl Into<String>) -> Failure {
        Failure { message: message.into(), hint: None, code: NOT_JUDGED }
    }

    /// The same failure, with the one thing to do next.
    pub fn with_hint(self, hint: impl Into<String>) -> Failure {
        Failure { hint: Some(hint.into()), ..self }
    }

    /// The failure as the one JSON document of a command called with `--json`.
    pub fn json(&self) -> Value {
        json!({
            "error": { "message": self.message, "hint": self.hint },
            "exit_code": self.code,
        })
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for Failure {}

impl From<course::Error> for Failure {
    fn from(error: course::Error) -> Failure {
        let message = error.to_string();
        Failure { hint: error.hint, ..Failure::internal(message) }
    }
}

/// Writing to the terminal failed; a reader that went away is no failure, see `terminal`.
impl From<io::Error> for Failure {
    fn from(error: io::Error) -> Failure {
        Failure::internal(format!("cannot write the output: {error}"))
    }
}
