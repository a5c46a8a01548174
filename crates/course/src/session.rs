//! What `course.toml` says: the models and the sessions, all of it data, so that the terminal and
//! every page show the same thing.

use crate::toml_file::{one_line, positive};
use serde::{Deserialize, Serialize};

/// The whole of `course.toml`.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Plan {
    #[serde(deserialize_with = "one_line")]
    pub title: String,
    #[serde(rename = "model")]
    pub models: Vec<Model>,
    #[serde(rename = "session")]
    pub sessions: Vec<Session>,
}

/// One way of writing concurrent programs, with a folder `crates/<name>` of its own.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Model {
    /// The folder under `crates`, `exercises` and `solutions`.
    #[serde(deserialize_with = "one_line")]
    pub name: String,
    /// A few words.
    #[serde(deserialize_with = "one_line")]
    pub title: String,
}

/// One sitting of the course.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Session {
    /// Its place in the course, from 1.
    #[serde(deserialize_with = "positive")]
    pub number: u32,
    /// A few words.
    #[serde(deserialize_with = "one_line")]
    pub title: String,
    /// How long it takes.
    #[serde(deserialize_with = "positive")]
    pub minutes: u32,
    /// What it covers, in the order in which it does.
    pub topics: Vec<String>,
    /// What to skim before.
    #[serde(default)]
    pub skim: Vec<String>,
    /// The lessons, as `model/lesson`: the file is `crates/<model>/lessons/<lesson>.md`.
    #[serde(default)]
    pub lessons: Vec<String>,
    /// The exercises, as `model/name`, in the order to solve them. Their time-boxes are their own.
    #[serde(default)]
    pub exercises: Vec<String>,
    /// Further reading.
    #[serde(default)]
    pub reading: Vec<Reading>,
    /// "You can now …", one line each.
    #[serde(default)]
    pub checklist: Vec<String>,
    /// Interview questions with model answers.
    #[serde(default, rename = "question")]
    pub questions: Vec<Question>,
}

/// A book, a talk, a paper or a page.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Reading {
    /// Its title.
    #[serde(deserialize_with = "one_line")]
    pub title: String,
    /// Who wrote it.
    #[serde(deserialize_with = "one_line")]
    pub author: String,
    /// The part that matters here, if it is not the whole.
    pub part: Option<String>,
}

/// An interview question.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Question {
    /// What is asked.
    #[serde(deserialize_with = "one_line")]
    pub ask: String,
    /// A model answer.
    pub answer: String,
}
