//! A small course, a judge that needs no compiler, and commands called as functions.

#![allow(dead_code, unused_imports, reason = "every test file uses its own part")]

#[path = "../../../crates/course/tests/fixture/mod.rs"]
mod fixture;

pub use fixture::{COURSE, Fixture, definition};

use course::{Catalogue, Diagnosis, Exercise};
use grader::{CheckVerdict, FORMAT, Outcome, Unseen, Verdict};
use std::{
    fs,
    path::{Path, PathBuf},
    sync::Mutex,
};
use xtask::{
    failure::Failure,
    judge::{Judge, Request},
    progress::Reporter,
    terminal::Terminal,
};

/// Judges the fixture's exercises by reading them: `42` and `6 * 7` pass, `panic!` panics, anything
/// else is a wrong result in the first check.
#[derive(Default)]
pub struct Reader {
    /// What was asked for, in order.
    pub asked: Mutex<Vec<(String, PathBuf, Request)>>,
}

/// A judge made of a function.
pub struct With<F>(pub F);

impl<F: Fn(&Exercise, &Path, &Request) -> Result<Verdict, Failure> + Sync> Judge for With<F> {
    fn check(&self, exercise: &Exercise, file: &Path, request: &Request, _: Reporter) -> Result<Verdict, Failure> {
        self.0(exercise, file, request)
    }

    fn explore(&self, _: &Path, _: &Request, _: Reporter) -> Result<Verdict, Failure> {
        panic!("no test explores")
    }
}

impl Judge for Reader {
    fn check(&self, exercise: &Exercise, file: &Path, request: &Request, _: Reporter) -> Result<Verdict, Failure> {
        let asked = (exercise.id.clone(), file.to_owned(), request.clone());
        self.asked.lock().unwrap().push(asked);
        Ok(read(exercise, file))
    }

    fn explore(&self, file: &Path, request: &Request, _: Reporter) -> Result<Verdict, Failure> {
        let asked = (String::new(), file.to_owned(), request.clone());
        self.asked.lock().unwrap().push(asked);
        Ok(Verdict { exercise: None, ..passed_without_checks(file) })
    }
}

/// What [`Reader`] makes of a file.
pub fn read(exercise: &Exercise, file: &Path) -> Verdict {
    let text = fs::read_to_string(file).expect("the file can be read");
    if text.contains("    42\n") || text.contains("6 * 7") {
        passed(exercise, file)
    } else if text.contains("panic!") {
        failed(exercise, file, Diagnosis::Panicked, 0)
    } else {
        failed(exercise, file, Diagnosis::WrongResult, 0)
    }
}

pub fn passed(exercise: &Exercise, file: &Path) -> Verdict {
    let checks: Vec<CheckVerdict> = exercise
        .checks
        .iter()
        .map(|check| CheckVerdict {
            name: check.name.clone(),
            title: check.title.clone(),
            verdict: Outcome::Passed,
            diagnosis: None,
            message: None,
            schedules: 1000,
            exhaustive: false,
            points: check.points,
            max_points: check.points,
            weak_orderings: false,
            thread: None,
            place: None,
            output: None,
            trace: Vec::new(),
            blocked: Vec::new(),
            replay: None,
        })
        .collect();
    Verdict {
        exercise: Some(exercise.id.clone()),
        points: exercise.max_points(),
        max_points: exercise.max_points(),
        checks,
        ..passed_without_checks(file)
    }
}

fn passed_without_checks(file: &Path) -> Verdict {
    Verdict {
        format: FORMAT,
        exercise: None,
        file: file.display().to_string(),
        verdict: Outcome::Passed,
        diagnosis: None,
        message: None,
        points: 0,
        max_points: 0,
        checks: Vec::new(),
        compiler: None,
        replayed: false,
        unseen: Unseen::default(),
    }
}

/// Failed in the check of that index, in its fifth schedule.
pub fn failed(exercise: &Exercise, file: &Path, diagnosis: Diagnosis, index: usize) -> Verdict {
    let mut verdict = passed(exercise, file);
    let check = &mut verdict.checks[index];
    check.verdict = Outcome::Failed;
    check.diagnosis = Some(diagnosis);
    check.message = Some("expected 42, seen something else".to_owned());
    check.schedules = 5;
    check.replay = Some(format!("{}:schedule of {}", check.name, exercise.name));
    verdict.points -= check.points;
    check.points = 0;
    verdict.verdict = Outcome::Failed;
    verdict.diagnosis = Some(diagnosis);
    verdict
}

pub fn not_judged(exercise: &Exercise, file: &Path) -> Verdict {
    let mut verdict = passed(exercise, file);
    verdict.verdict = Outcome::NotJudged;
    verdict.message = Some("the machine is on fire".to_owned());
    verdict.points = 0;
    verdict
}

/// Calls a command with a terminal that has no colour and nobody to ask.
pub fn called(command: impl FnOnce(&mut Terminal<'_>) -> Result<u8, Failure>) -> (Result<u8, Failure>, String) {
    let mut out = Vec::new();
    let result = command(&mut Terminal { out: &mut out, answers: None, color: false, links: false, width: 80 });
    (result, String::from_utf8(out).expect("output is UTF-8"))
}

pub fn catalogue(fixture: &Fixture) -> Catalogue {
    Catalogue::load(fixture.root()).expect("the course can be read")
}
