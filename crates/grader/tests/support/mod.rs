//! What the tests of whole submissions share: an exercise of their own, judged like any other.

use course::{Check, Diagnosis, Exercise, Kit, Lens};
use grader::{Limits, Options, Verdict};
use std::{
    fs,
    path::{Path, PathBuf},
};

/// The checks of the exercise the cases answer: `pub fn answer() -> u64` gives 2.
const CHECKS: &str = r#"//! The checks of the test cases.

pub fn answers_two() {
    assert_eq!(exercise::answer(), 2, "the answer");
}

pub fn answers_again() {
    exercise::answer();
    assert_eq!(exercise::answer(), 2, "the second answer");
}
"#;

const STARTER: &str = "pub fn answer() -> u64 {\n    0\n}\n";

/// The root of the course.
pub fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..").canonicalize().expect("the workspace is there")
}

/// An exercise in a folder of its own, which goes away with the value.
pub struct Bench {
    pub folder: tempfile::TempDir,
    pub exercise: Exercise,
}

impl Bench {
    pub fn new(kit: Kit) -> Bench {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let path = |name: &str| folder.path().join(name);
        let checks = if kit.is_async() { CHECKS.replace("pub fn", "pub async fn") } else { CHECKS.to_owned() };
        fs::write(path("checks.rs"), checks).expect("the folder is ours");
        fs::write(path("starter.rs"), STARTER).expect("the folder is ours");
        let lens = match kit {
            Kit::Process => Lens::Once,
            Kit::Actix => Lens::Clock,
            _ => Lens::Explore,
        };
        let check = |name: &str, title: &str, points| Check {
            name: name.to_owned(),
            title: title.to_owned(),
            lens,
            points,
            schedules: Some(2000),
        };
        let exercise = Exercise {
            id: "tests/answer".to_owned(),
            model: "tests".to_owned(),
            name: "answer".to_owned(),
            title: "An answer".to_owned(),
            summary: "It is two.".to_owned(),
            kit,
            minutes: 1,
            lesson: "none".to_owned(),
            starter_diagnosis: Diagnosis::WrongResult,
            unsafe_allowed: false,
            forbid: vec!["std::sync::mpsc".to_owned()],
            require: Vec::new(),
            checks: vec![check("answers_two", "the answer is two", 2), check("answers_again", "and stays two", 1)],
            definition: path("exercise.toml"),
            learner_file: path("answer.rs"),
            starter: path("starter.rs"),
            checks_file: path("checks.rs"),
            hints_file: path("hints.md"),
            lesson_file: path("lesson.md"),
            reference: path("reference.rs"),
            rights: Vec::new(),
            wrongs: Vec::new(),
            bad_answers: Vec::new(),
        };
        Bench { folder, exercise }
    }

    /// Judges `text` as an answer.
    pub fn judge(&self, text: impl AsRef<[u8]>) -> Verdict {
        self.judge_within(text, &Options::default(), &Limits::default())
    }

    pub fn judge_within(&self, text: impl AsRef<[u8]>, options: &Options, limits: &Limits) -> Verdict {
        fs::write(&self.exercise.learner_file, text).expect("the folder is ours");
        grader::check_within(&root(), &self.exercise, &self.exercise.learner_file, options, limits)
            .unwrap_or_else(|error| panic!("{error}"))
    }
}

/// The same line for every run: folders of this run become names.
pub fn stable(text: &str, bench: &Bench) -> String {
    text.replace(&bench.folder.path().display().to_string(), "FOLDER")
}
