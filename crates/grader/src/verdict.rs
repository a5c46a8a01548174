//! What is known about a submission after it was judged, as every report carries it.

use course::Diagnosis;
use serde::{Deserialize, Serialize};

/// Version of the JSON document, raised when a reader of the old one would misread the new one.
pub const FORMAT: u32 = 1;

/// The JSON Schema of a serialised [`Verdict`].
pub const SCHEMA: &str = include_str!("../verdict.schema.json");

/// Whether something passed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Outcome {
    /// Every schedule that was tried ended well.
    Passed,
    /// One did not, or the submission never got so far.
    Failed,
    /// It could not be judged, through no fault of the submission.
    NotJudged,
}

/// The verdict on one submission.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Verdict {
    /// [`FORMAT`].
    pub format: u32,
    /// `model/name`; `None` for a program explored on its own.
    pub exercise: Option<String>,
    /// The judged file, relative to the course's root where it lies below it.
    pub file: String,
    /// Passed only if every check passed.
    pub verdict: Outcome,
    /// That of the first check that failed, in the order of the exercise.
    pub diagnosis: Option<Diagnosis>,
    /// What to know before looking at the checks: the forbidden item, what is not modelled.
    pub message: Option<String>,
    /// The sum over the checks.
    pub points: u32,
    /// The most there is to earn.
    pub max_points: u32,
    /// Every check of the exercise once, in its order; when replaying, the replayed one alone.
    pub checks: Vec<CheckVerdict>,
    /// rustc's diagnostics, as text without colours, when it refused the file.
    pub compiler: Option<String>,
    /// Whether one schedule was replayed instead of many explored; such a verdict earns nothing.
    pub replayed: bool,
    /// What a terminal shows beside the document.
    #[serde(skip)]
    pub unseen: Unseen,
}

/// What is shown to a person and left out of the JSON document, because it has colours or is not
/// the same in every run.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Unseen {
    /// [`Verdict::compiler`] with the terminal's colours.
    pub compiler_ansi: Option<String>,
    /// rustc's warnings about the submission, with colours.
    pub warnings_ansi: Vec<String>,
    /// What the process of the first failed check printed by itself, where no explorer kept it.
    pub printed: Option<String>,
}

/// The verdict on one check.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct CheckVerdict {
    /// The function in `checks.rs`.
    pub name: String,
    /// What it checks, in one line.
    pub title: String,
    /// Whether it passed.
    pub verdict: Outcome,
    /// What is wrong, if it failed.
    pub diagnosis: Option<Diagnosis>,
    /// What was expected and seen, or why it could not be judged.
    pub message: Option<String>,
    /// Schedules that ran.
    pub schedules: u64,
    /// Whether these were all there are.
    pub exhaustive: bool,
    /// Points earned: all or none.
    pub points: u32,
    /// Points to earn.
    pub max_points: u32,
    /// Whether it uses atomics with orderings weaker than the sequential consistency the explorer
    /// gives them, so that "passed" says nothing about these orderings.
    pub weak_orderings: bool,
    /// The thread in which the failing schedule failed.
    pub thread: Option<String>,
    /// Where the failing schedule failed.
    pub place: Option<Place>,
    /// What the program printed in the failing schedule.
    pub output: Option<String>,
    /// The visible operations of the failing schedule, in order.
    pub trace: Vec<Event>,
    /// At a deadlock, who waits for what.
    pub blocked: Vec<Blocked>,
    /// What `--replay` takes to see the failing schedule again.
    pub replay: Option<String>,
}

/// A place as three fields beside the others; null inside a library.
mod flat {
    use super::Place;
    use serde::{Deserialize, Deserializer, Serialize, Serializer};

    #[derive(Serialize, Deserialize)]
    struct Flat {
        file: Option<String>,
        line: Option<u32>,
        column: Option<u32>,
    }

    pub(super) fn serialize<S: Serializer>(place: &Option<Place>, serializer: S) -> Result<S::Ok, S::Error> {
        let flat = Flat {
            file: place.as_ref().map(|place| place.file.clone()),
            line: place.as_ref().map(|place| place.line),
            column: place.as_ref().map(|place| place.column),
        };
        flat.serialize(serializer)
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Place>, D::Error> {
        let flat = Flat::deserialize(deserializer)?;
        Ok(flat.file.zip(flat.line).map(|(file, line)| Place { file, line, column: flat.column.unwrap_or(1) }))
    }
}

/// A place in a source file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Place {
    /// Relative to the course's root where it lies below it.
    pub file: String,
    /// From 1.
    pub line: u32,
    /// From 1.
    pub column: u32,
}

/// One visible operation of a schedule.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Event {
    /// The thread's name.
    pub thread: String,
    /// `lock`, `wait`, `send` …
    pub operation: String,
    /// What it was done to.
    pub object: Option<Object>,
    /// Where it stands; `None` inside a library.
    #[serde(flatten, with = "flat")]
    pub place: Option<Place>,
    /// The source line, without indentation.
    pub source: Option<String>,
    /// What was read or written.
    pub value: Option<String>,
    /// What else happened: `waits`, `times out` …
    pub note: Option<String>,
    /// Whether the scheduler chose this thread although the one before could have gone on.
    pub switch: bool,
    /// Threads that could have run instead.
    pub could_run: Vec<String>,
}

/// A lock, channel, atomic … as the learner knows it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Object {
    /// The variable, field or static it was created in, else `Mutex at line 12`; unique in a trace.
    pub name: String,
    /// Its type.
    pub kind: String,
    /// Where it was created; `None` inside a library.
    pub file: Option<String>,
    /// Line of the creation.
    pub line: Option<u32>,
}

/// A lock a thread holds.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Held {
    /// The lock.
    pub object: Object,
    /// Where the thread got it.
    #[serde(flatten, with = "flat")]
    pub place: Option<Place>,
}

/// A thread that cannot go on.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Blocked {
    /// Its name.
    pub thread: String,
    /// What it is in the middle of.
    pub operation: String,
    /// What it waits for.
    pub object: Option<Object>,
    /// Where it waits.
    #[serde(flatten, with = "flat")]
    pub place: Option<Place>,
    /// The source line, without indentation.
    pub source: Option<String>,
    /// What it holds meanwhile.
    pub holds: Vec<Held>,
    /// The threads that hold what it waits for.
    pub held_by: Vec<String>,
    /// Whether it is part of a cycle of holders and waiters.
    pub in_cycle: bool,
}

impl Verdict {
    /// The exit code it stands for: 0 passed, 1 failed, 3 could not be judged.
    pub fn exit_code(&self) -> u8 {
        match self.verdict {
            Outcome::Passed => 0,
            Outcome::Failed => 1,
            Outcome::NotJudged => 3,
        }
    }

    /// The document: one JSON object, indented, with a newline at its end.
    pub fn to_json(&self) -> String {
        let mut text = serde_json::to_string_pretty(self).expect("strings, numbers and lists only");
        text.push('\n');
        text
    }

    /// Sums up the checks: the verdict, diagnosis and points of the whole.
    pub(crate) fn summed(mut self) -> Verdict {
        let failed = |check: &&CheckVerdict| check.verdict == Outcome::Failed;
        let passed = |check: &CheckVerdict| check.verdict == Outcome::Passed;
        self.points = self.checks.iter().map(|check| check.points).sum();
        self.max_points = self.checks.iter().map(|check| check.max_points).sum();
        if let Some(check) = self.checks.iter().find(failed) {
            self.verdict = Outcome::Failed;
            self.diagnosis = check.diagnosis;
        } else if !self.checks.is_empty() && self.checks.iter().all(passed) {
            self.verdict = Outcome::Passed;
            self.diagnosis = None;
        } else {
            // Not one check failed, and not all passed: also when there are none at all.
            self.verdict = Outcome::NotJudged;
            self.diagnosis = None;
        }
        self
    }
}

impl CheckVerdict {
    /// A check that was not run.
    pub(crate) fn not_run(name: &str, title: &str, max_points: u32) -> CheckVerdict {
        CheckVerdict {
            name: name.to_owned(),
            title: title.to_owned(),
            verdict: Outcome::NotJudged,
            diagnosis: None,
            message: None,
            schedules: 0,
            exhaustive: false,
            points: 0,
            max_points,
            weak_orderings: false,
            thread: None,
            place: None,
            output: None,
            trace: Vec::new(),
            blocked: Vec::new(),
            replay: None,
        }
    }

    pub(crate) fn failed(self, diagnosis: Diagnosis, message: Option<String>) -> CheckVerdict {
        CheckVerdict { verdict: Outcome::Failed, diagnosis: Some(diagnosis), message, ..self }
    }

    pub(crate) fn not_judged(self, message: String) -> CheckVerdict {
        CheckVerdict { verdict: Outcome::NotJudged, diagnosis: None, message: Some(message), ..self }
    }
}
