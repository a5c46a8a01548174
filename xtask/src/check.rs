//! `check`: judges an exercise, says what to do next, and records what was solved.

use crate::{
    FAILED, NOT_JUDGED, PASSED, cli,
    failure::Failure,
    judge::{Judge, Request},
    parallel,
    progress::Reporter,
    select,
    terminal::{BAD, BOLD, DIM, GOOD, NEXT, Terminal, shown, styled},
};
use course::{Catalogue, Exercise, Failures, Progress, fingerprint};
use grader::{Outcome, Verdict};
use serde_json::{Value, json};
use std::{fs, io, path::Path};

/// Judges what `arguments` ask for; `here` is the folder from which an exercise's path is seen;
/// the path of a file elsewhere is relative to the process's own.
///
/// # Errors
/// Nothing could be judged: there is no such exercise or file, or the grader could not work.
pub fn run(
    terminal: &mut Terminal<'_>,
    catalogue: &Catalogue,
    judge: &dyn Judge,
    report: &Reporter,
    here: &Path,
    arguments: &cli::Check,
) -> Result<u8, Failure> {
    let request = Request {
        schedules: arguments.schedules,
        seed: arguments.seed,
        replay: arguments.replay.clone(),
        ..Request::default()
    };
    if arguments.all {
        return all(terminal, catalogue, judge, report, &request, arguments.json);
    }
    let first = !Progress::exists(&catalogue.root);
    let progress = Progress::load(&catalogue.root)?;
    let named = arguments.exercise.as_deref();
    let chosen = select::named_or_next(catalogue, named, here, &progress)?;
    // Judging a file elsewhere leaves no trace, so it does not use up the greeting either.
    if !arguments.json && arguments.file.is_none() {
        greet(terminal, catalogue, first, &progress)?;
    }
    let Some(exercise) = chosen else {
        return everything_solved(terminal, catalogue, arguments.json);
    };
    if let Some(file) = &arguments.file {
        // As it was typed, so that reports show it so.
        if !file.is_file() {
            return Err(Failure::usage(format!("there is no file `{}`", file.display())));
        }
        let verdict = judge.check(exercise, file, &request, report.clone())?;
        report.clear();
        match arguments.json {
            true => terminal.out.write_all(verdict.to_json().as_bytes())?,
            false => {
                header(terminal, catalogue, exercise, file)?;
                body(terminal, catalogue, exercise, &verdict)?;
                if verdict.verdict == Outcome::Passed {
                    let note = "Nothing was recorded: this is not the exercise's own file.";
                    writeln!(terminal.out, "{}", terminal.styled(DIM, note))?;
                }
            }
        }
        return Ok(verdict.exit_code());
    }
    let file = select::learner_file(exercise, &catalogue.root)?;
    if !arguments.json {
        // Before the verdict, so that the task can be read while the first build runs.
        header(terminal, catalogue, exercise, file)?;
        terminal.out.flush()?;
    }
    let verdict = judged(catalogue, judge, exercise, file, &request, report)?;
    report.clear();
    if arguments.json {
        terminal.out.write_all(verdict.to_json().as_bytes())?;
        return Ok(verdict.exit_code());
    }
    body(terminal, catalogue, exercise, &verdict)?;
    next_step(terminal, catalogue, exercise, &verdict, &request)?;
    Ok(verdict.exit_code())
}

/// Judges the learner's own file and records the result.
///
/// # Errors
/// The file cannot be read or judged, or the result cannot be recorded.
pub fn judged(
    catalogue: &Catalogue,
    judge: &dyn Judge,
    exercise: &Exercise,
    file: &Path,
    request: &Request,
    report: &Reporter,
) -> Result<Verdict, Failure> {
    let root = &catalogue.root;
    let contents =
        |file| fs::read(file).map_err(|e| Failure::internal(format!("cannot read `{}`: {e}", shown(root, file))));
    let hash = fingerprint(&contents(file)?);
    let verdict = judge.check(exercise, file, request, report.clone())?;
    match verdict.verdict {
        // A learner may save while the judge works: what passed is what was read by both.
        Outcome::Passed if request.is_the_exercises_own() => {
            if fingerprint(&contents(file)?) == hash {
                Progress::update(root, |progress| progress.set_done(&exercise.id, &hash))?;
                Failures::forget(root, &exercise.id)?;
            }
        }
        Outcome::Failed => {
            let replay = verdict.checks.iter().find(|check| check.verdict == Outcome::Failed);
            if let Some(replay) = replay.and_then(|check| check.replay.clone()) {
                let exercise = exercise.id.clone();
                Failures::remember(root, course::Failure { exercise, hash, replay })?;
            }
        }
        Outcome::Passed | Outcome::NotJudged => {}
    }
    Ok(verdict)
}

/// Says what this is on the very first run, and what was set aside.
fn greet(terminal: &mut Terminal<'_>, catalogue: &Catalogue, first: bool, progress: &Progress) -> Result<(), Failure> {
    if first {
        let title = terminal.styled(BOLD, &catalogue.title);
        writeln!(
            terminal.out,
            "{title}: you edit a file in `exercises/`, this command judges it.\n\
             Your code runs under thousands of schedules, the same in every run, and the one that fails is shown.\n\
             Stuck: `cargo xtask hint`. What there is: `cargo xtask list`. More: `cargo xtask --help`.\n"
        )?;
        // From now on there is a progress file, so this is said once.
        Progress::update(&catalogue.root, |_| ())?;
    }
    tell_set_aside(terminal, &catalogue.root, progress)?;
    Ok(())
}

/// Says that a damaged progress file was set aside, if one was.
pub fn tell_set_aside(terminal: &mut Terminal<'_>, root: &Path, progress: &Progress) -> io::Result<()> {
    match &progress.set_aside {
        None => Ok(()),
        Some(path) => writeln!(
            terminal.out,
            "The progress file was damaged. It is kept as `{}`; what could be read of it counts.\n",
            shown(root, path)
        ),
    }
}

fn header(terminal: &mut Terminal<'_>, catalogue: &Catalogue, exercise: &Exercise, file: &Path) -> io::Result<()> {
    let mut line = terminal.styled(BOLD, format!("{}: {}", exercise.id, exercise.title));
    let place = match catalogue.session_of(&exercise.id) {
        Some(session) => format!("session {}, {} minutes", session.number, exercise.minutes),
        None => format!("{} minutes", exercise.minutes),
    };
    line.push_str(&terminal.styled(DIM, format!("  ({place})")));
    let file = terminal.file(&catalogue.root, file);
    writeln!(terminal.out, "{line}\n{file}\n{}\n", exercise.summary)
}

fn body(terminal: &mut Terminal<'_>, catalogue: &Catalogue, exercise: &Exercise, verdict: &Verdict) -> io::Result<()> {
    let text = grader::render::human(verdict, Some(exercise), &catalogue.root, terminal.color, terminal.width);
    writeln!(terminal.out, "{}", text.trim_end())
}

fn next_step(
    terminal: &mut Terminal<'_>,
    catalogue: &Catalogue,
    exercise: &Exercise,
    verdict: &Verdict,
    request: &Request,
) -> Result<(), Failure> {
    let id = &exercise.id;
    let command = |text: String| styled(terminal.color, NEXT, text);
    match verdict.verdict {
        Outcome::Passed if request.is_the_exercises_own() => {
            let progress = Progress::load(&catalogue.root)?;
            let solved = format!("Solved: {} of {} points.", verdict.points, verdict.max_points);
            writeln!(
                terminal.out,
                "\n{}\nCompare with the reference: {}",
                styled(terminal.color, GOOD, solved),
                command(format!("cargo xtask solution {id}"))
            )?;
            match catalogue.first_unsolved(&progress) {
                Some(next) => writeln!(
                    terminal.out,
                    "Next, {}: {}",
                    next.title,
                    command(format!("cargo xtask check {}", next.id))
                )?,
                None => writeln!(terminal.out, "That was the last one: every exercise is solved.")?,
            }
        }
        Outcome::Passed => {
            let note = "Nothing was recorded: an exercise is solved by its own schedules, all of them.";
            writeln!(terminal.out, "\n{note}\nTo solve it: {}", command(format!("cargo xtask check {id}")))?;
        }
        Outcome::Failed => writeln!(
            terminal.out,
            "\nEdit {} and try again: {}\nA hint: {}",
            terminal.file(&catalogue.root, &exercise.learner_file),
            command(format!("cargo xtask check {id}")),
            command(format!("cargo xtask hint {id}"))
        )?,
        Outcome::NotJudged => writeln!(
            terminal.out,
            "\nThis could not be judged. What the course needs and what is missing: {}",
            command("cargo xtask doctor".to_owned())
        )?,
    }
    Ok(())
}

fn everything_solved(terminal: &mut Terminal<'_>, catalogue: &Catalogue, json: bool) -> Result<u8, Failure> {
    let number = catalogue.exercises.len();
    let message = format!("every exercise is solved, all {number} of them");
    match json {
        true => {
            terminal.json(&json!({ "exercise": null, "verdict": "passed", "message": message }))?;
        }
        false => writeln!(
            terminal.out,
            "{}\nTo judge them all again: cargo xtask check --all",
            terminal.styled(GOOD, format!("Every exercise is solved, all {number} of them."))
        )?,
    }
    Ok(PASSED)
}

fn all(
    terminal: &mut Terminal<'_>,
    catalogue: &Catalogue,
    judge: &dyn Judge,
    report: &Reporter,
    request: &Request,
    json: bool,
) -> Result<u8, Failure> {
    // Refuses a course without exercises: running nothing is no pass.
    select::named_or_next(catalogue, None, &catalogue.root, &Progress::default())?;
    let results = parallel::map(&catalogue.exercises, |exercise| {
        let verdict = select::learner_file(exercise, &catalogue.root)
            .and_then(|file| judged(catalogue, judge, exercise, file, request, report));
        report.passing(&format!("judged {}", exercise.id));
        verdict
    });
    report.clear();
    let broken = catalogue.broken.iter().map(|broken| (broken.id.as_str(), Err(Failure::from(broken.error.clone()))));
    let exercises = catalogue.exercises.iter().map(|exercise| exercise.id.as_str());
    let results: Vec<(&str, Result<Verdict, Failure>)> = exercises.zip(results).chain(broken).collect();
    let code = exit_code_of_all(results.iter().map(|(_, result)| result));
    if json {
        let documents: Vec<Value> = results
            .iter()
            .map(|(id, result)| match result {
                Ok(verdict) => serde_json::to_value(verdict)
                    .map_err(|e| Failure::internal(format!("cannot write the verdict: {e}"))),
                Err(failure) => {
                    let mut document = failure.json();
                    document["exercise"] = json!(id);
                    Ok(document)
                }
            })
            .collect::<Result<_, _>>()?;
        let verdict = match code {
            PASSED => "passed",
            FAILED => "failed",
            _ => "not-judged",
        };
        terminal.json(&json!({ "verdict": verdict, "exercises": documents, "exit_code": code }))?;
        return Ok(code);
    }
    table(terminal, &results)?;
    Ok(code)
}

/// One that failed decides, then one that could not be judged.
fn exit_code_of_all<'a>(results: impl Iterator<Item = &'a Result<Verdict, Failure>> + Clone) -> u8 {
    let codes = results.map(|result| match result {
        Ok(verdict) => verdict.exit_code(),
        Err(_) => NOT_JUDGED,
    });
    if codes.clone().any(|code| code == FAILED) {
        return FAILED;
    }
    codes.max().unwrap_or(NOT_JUDGED)
}

fn table(terminal: &mut Terminal<'_>, results: &[(&str, Result<Verdict, Failure>)]) -> io::Result<()> {
    let widest = results.iter().map(|(id, _)| id.len()).max().unwrap_or(0);
    let (mut solved, mut points, mut max_points) = (0, 0, 0);
    for (id, result) in results {
        let (style, word, of_points, why) = match result {
            Ok(verdict) => {
                points += verdict.points;
                max_points += verdict.max_points;
                let of_points = format!("{}/{}", verdict.points, verdict.max_points);
                match verdict.verdict {
                    Outcome::Passed => {
                        solved += 1;
                        (GOOD, "passed", of_points, String::new())
                    }
                    Outcome::Failed => (BAD, "failed", of_points, why(verdict)),
                    Outcome::NotJudged => {
                        let why = verdict.message.clone().unwrap_or_default();
                        (BAD, "not judged", of_points, why)
                    }
                }
            }
            Err(failure) => (BAD, "not judged", String::new(), failure.message.clone()),
        };
        let word = terminal.styled(style, format!("{word:<10}"));
        let line = format!("{id:<widest$}  {word}  {of_points:>7}  {why}");
        writeln!(terminal.out, "{}", line.trim_end())?;
    }
    let number = results.len();
    let total = format!("{solved} of {number} solved, {points} of {max_points} points");
    writeln!(terminal.out, "\n{}", terminal.styled(BOLD, total))
}

fn why(verdict: &Verdict) -> String {
    let check = verdict.checks.iter().find(|check| check.verdict == Outcome::Failed);
    match (verdict.diagnosis, check) {
        (Some(diagnosis), Some(check)) => format!("{diagnosis} in {}", check.name),
        (Some(diagnosis), None) => diagnosis.to_string(),
        (None, _) => String::new(),
    }
}
