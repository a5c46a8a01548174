//! `replay`: a failing schedule once more, without copying its string.

use crate::{
    cli,
    failure::Failure,
    judge::{Judge, Request},
    progress::Reporter,
    select,
    terminal::{DIM, Terminal, shown},
};
use course::{Catalogue, Exercise, Failures, fingerprint};
use std::{fs, path::Path};

/// Replays the schedule given, or the last that failed.
///
/// # Errors
/// Nothing failed so far, or the schedule is not one of this exercise.
pub fn run(
    terminal: &mut Terminal<'_>,
    catalogue: &Catalogue,
    judge: &dyn Judge,
    report: &Reporter,
    here: &Path,
    arguments: &cli::Replay,
) -> Result<u8, Failure> {
    let root = &catalogue.root;
    let failures = Failures::load(root)?;
    let (named, string) = match (&arguments.exercise, &arguments.string) {
        (None, _) => (None, None),
        (Some(name), Some(string)) => (Some(select::named(catalogue, name, here)?), Some(string)),
        (Some(only), None) => match schedule_of(catalogue, &failures, only) {
            Some(exercise) => (Some(exercise), Some(only)),
            None => (Some(select::named(catalogue, only, here)?), None),
        },
    };
    let last = failures.last(named.map(|exercise| exercise.id.as_str()));
    let (exercise, string, hash) = match (named, string, last) {
        (Some(exercise), Some(string), _) => (exercise, string.clone(), None),
        (_, _, Some(last)) => {
            let exercise = select::named(catalogue, &last.exercise, root)?;
            (exercise, last.replay.clone(), Some(&last.hash))
        }
        (Some(exercise), _, None) => {
            return Err(Failure::usage(format!("no schedule of `{}` has failed", exercise.id))
                .with_hint(format!("`cargo xtask check {}` looks for one", exercise.id)));
        }
        (None, _, None) => {
            return Err(Failure::usage("no schedule has failed so far").with_hint("`cargo xtask check` looks for one"));
        }
    };
    let file = select::learner_file(exercise, root)?;
    let now = fs::read(file).map(|contents| fingerprint(&contents)).ok();
    let request = Request { replay: Some(string), ..Request::default() };
    let verdict = judge.check(exercise, file, &request, report.clone())?;
    report.clear();
    if arguments.json {
        terminal.out.write_all(verdict.to_json().as_bytes())?;
        return Ok(verdict.exit_code());
    }
    if hash.is_some_and(|hash| now.as_ref() != Some(hash)) {
        let note = format!("{} was edited since this schedule failed: it may now go another way.\n", shown(root, file));
        writeln!(terminal.out, "{}", terminal.styled(DIM, note))?;
    }
    let text = grader::render::human(&verdict, Some(exercise), root, terminal.color, terminal.width);
    writeln!(terminal.out, "{}", text.trim_end())?;
    Ok(verdict.exit_code())
}

/// The exercise that `text`, `check:schedule`, is a schedule of, if it is one: the one that failed
/// last if it has such a check, else the only one that has.
fn schedule_of<'a>(catalogue: &'a Catalogue, failures: &Failures, text: &str) -> Option<&'a Exercise> {
    let (check, _) = text.split_once(':')?;
    let has = |exercise: &&Exercise| exercise.check(check).is_some();
    let last = failures.last(None).and_then(|last| catalogue.exercise(&last.exercise));
    last.filter(has).or_else(|| {
        let mut those = catalogue.exercises.iter().filter(has);
        those.next().filter(|_| those.next().is_none())
    })
}
