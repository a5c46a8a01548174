//! `list`: every exercise, by session, and how far the learner is.

use crate::{
    PASSED,
    check::tell_set_aside,
    cli,
    failure::Failure,
    terminal::{BAD, BOLD, DIM, GOOD, NEXT, Terminal},
};
use course::{Catalogue, Exercise, Progress, fingerprint};
use serde_json::{Value, json};
use std::fs;

/// Shows the list.
///
/// # Errors
/// The progress cannot be read.
pub fn run(terminal: &mut Terminal<'_>, catalogue: &Catalogue, arguments: &cli::List) -> Result<u8, Failure> {
    let progress = Progress::load(&catalogue.root)?;
    match arguments.json {
        true => document(terminal, catalogue, &progress)?,
        false => table(terminal, catalogue, &progress)?,
    }
    Ok(PASSED)
}

fn document(terminal: &mut Terminal<'_>, catalogue: &Catalogue, progress: &Progress) -> Result<(), Failure> {
    let exercises: Vec<Value> = catalogue
        .exercises
        .iter()
        .map(|exercise| {
            json!({
                "exercise": exercise.id,
                "title": exercise.title,
                "summary": exercise.summary,
                "model": exercise.model,
                "session": catalogue.session_of(&exercise.id).map(|session| session.number),
                "minutes": exercise.minutes,
                "max_points": exercise.max_points(),
                "file": crate::terminal::shown(&catalogue.root, &exercise.learner_file),
                "solved": progress.is_done(&exercise.id),
                "edited_since": edited_since(exercise, progress),
                "hints_shown": progress.hints_shown(&exercise.id),
            })
        })
        .collect();
    let broken: Vec<Value> = catalogue
        .broken
        .iter()
        .map(|broken| json!({ "exercise": broken.id, "message": broken.error.to_string() }))
        .collect();
    terminal.json(&json!({
        "exercises": exercises,
        "broken": broken,
        "solved": solved(catalogue, progress),
        "total": catalogue.exercises.len(),
        "next": catalogue.first_unsolved(progress).map(|exercise| &exercise.id),
    }))?;
    Ok(())
}

fn table(terminal: &mut Terminal<'_>, catalogue: &Catalogue, progress: &Progress) -> Result<(), Failure> {
    tell_set_aside(terminal, &catalogue.root, progress)?;
    let next = catalogue.first_unsolved(progress).map(|exercise| exercise.id.as_str());
    let widest = catalogue.exercises.iter().map(|exercise| exercise.id.len()).max().unwrap_or(0);
    for session in &catalogue.sessions {
        let mut exercises = session.exercises.iter().filter_map(|id| catalogue.exercise(id)).peekable();
        if exercises.peek().is_none() {
            continue;
        }
        let heading = format!("Session {}: {}", session.number, session.title);
        writeln!(terminal.out, "{}", terminal.styled(BOLD, heading))?;
        for exercise in exercises {
            line(terminal, exercise, progress, next, widest)?;
        }
        writeln!(terminal.out)?;
    }
    let rest: Vec<&Exercise> =
        catalogue.exercises.iter().filter(|exercise| catalogue.session_of(&exercise.id).is_none()).collect();
    if !rest.is_empty() {
        writeln!(terminal.out, "{}", terminal.styled(BOLD, "In no session"))?;
        for exercise in rest {
            line(terminal, exercise, progress, next, widest)?;
        }
        writeln!(terminal.out)?;
    }
    for broken in &catalogue.broken {
        let mark = terminal.styled(BAD, "cannot be read");
        writeln!(terminal.out, "{} {mark}: {}\n", broken.id, broken.error)?;
    }
    let total = catalogue.exercises.len();
    writeln!(terminal.out, "{} of {total} solved.", solved(catalogue, progress))?;
    if let Some(next) = next {
        let command = terminal.styled(NEXT, format!("cargo xtask check {next}"));
        writeln!(terminal.out, "Next: {command}")?;
    }
    Ok(())
}

fn line(
    terminal: &mut Terminal<'_>,
    exercise: &Exercise,
    progress: &Progress,
    next: Option<&str>,
    widest: usize,
) -> Result<(), Failure> {
    let id = &exercise.id;
    let (style, state) = match (progress.is_done(id), edited_since(exercise, progress)) {
        (true, true) => (GOOD, "solved, edited since"),
        (true, false) => (GOOD, "solved"),
        (false, _) if next == Some(id) => (NEXT, "next"),
        (false, _) => (DIM, "open"),
    };
    let state = terminal.styled(style, format!("{state:<6}"));
    writeln!(
        terminal.out,
        "  {state}  {id:<widest$}  {:>3} min  {:>3} points  {}",
        exercise.minutes,
        exercise.max_points(),
        exercise.title
    )?;
    Ok(())
}

fn solved(catalogue: &Catalogue, progress: &Progress) -> usize {
    catalogue.exercises.iter().filter(|exercise| progress.is_done(&exercise.id)).count()
}

/// Whether a solved exercise's file is no longer the one that passed.
fn edited_since(exercise: &Exercise, progress: &Progress) -> bool {
    progress.done(&exercise.id).is_some_and(|done| {
        fs::read(&exercise.learner_file).map(|now| fingerprint(&now)).ok() != Some(done.hash.clone())
    })
}
