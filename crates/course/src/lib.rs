//! The catalogue of the course: which models, sessions and exercises exist, in which order, where
//! their files lie, and how far the learner has come.
//!
//! This crate reads and writes text files below the folder that holds `course.toml`. It compiles
//! nothing and runs nothing: judging is the grader's part, talking to the learner the command
//! line's.
//!
//! What is merely incomplete (an exercise without hints, a session naming an exercise that is not
//! there) does not stop the catalogue from loading; [`problems`] lists it, every item of it.

mod answer;
mod catalogue;
mod diagnosis;
mod error;
mod exercise;
mod failures;
mod problems;
mod progress;
mod root;
mod session;
mod store;
mod toml_file;

pub use answer::{BadAnswer, Right, Wrong};
pub use catalogue::{Broken, Catalogue, NotFound};
pub use diagnosis::Diagnosis;
pub use error::Error;
pub use exercise::{Check, Exercise, Kit, Lens, is_exercise_name};
pub use failures::{Failure, Failures};
pub use problems::{AUTHOR_MARK, Kind, Problem, problems};
pub use progress::{Done, Progress, fingerprint};
pub use root::{COURSE_FILE, find_root};
pub use session::{Model, Question, Reading, Session};
