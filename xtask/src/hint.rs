//! `hint`: one hint more each time it is asked for.

use crate::{
    PASSED, cli,
    failure::Failure,
    select,
    terminal::{BOLD, DIM, NEXT, Terminal, shown},
};
use course::{Catalogue, Progress};
use std::path::Path;

/// Shows the hints so far and one more, or with `--reset` forgets which were shown.
///
/// # Errors
/// There is no such exercise, or it has no hints.
pub fn run(
    terminal: &mut Terminal<'_>,
    catalogue: &Catalogue,
    here: &Path,
    arguments: &cli::Hint,
) -> Result<u8, Failure> {
    let root = &catalogue.root;
    let progress = Progress::load(root)?;
    let named = arguments.exercise.as_deref();
    let Some(exercise) = select::named_or_next(catalogue, named, here, &progress)? else {
        return Err(Failure::usage("every exercise is solved").with_hint("name the exercise whose hints you want"));
    };
    let id = &exercise.id;
    if arguments.reset {
        Progress::update(root, |progress| progress.set_hints_shown(id, 0))?;
        writeln!(terminal.out, "The hints for {id} start again.")?;
        return Ok(PASSED);
    }
    let hints = exercise.hints()?;
    if hints.is_empty() {
        return Err(Failure::internal(format!("`{id}` has no hints")));
    }
    // Two terminals that ask at once still get one more each.
    let before = Progress::update(root, |progress| {
        let before = progress.hints_shown(id).min(hints.len());
        progress.set_hints_shown(id, hints.len().min(before + 1));
        before
    })?;
    let (shown_now, total) = (hints.len().min(before + 1), hints.len());
    for (index, hint) in hints.iter().take(shown_now).enumerate() {
        let new = index >= before;
        let heading = format!("Hint {} of {total} for {id}", index + 1);
        let style = if new { BOLD } else { DIM };
        writeln!(terminal.out, "{}\n{hint}\n", terminal.styled(style, heading))?;
    }
    if before == total {
        let lesson = terminal.file(root, &exercise.lesson_file);
        writeln!(terminal.out, "These are all of them. The lesson behind it: {lesson}")?;
        if progress.is_done(id) {
            writeln!(terminal.out, "You have solved it: `cargo xtask solution {id}` to compare.")?;
        }
    } else if shown_now < total {
        let command = terminal.styled(NEXT, format!("cargo xtask hint {id}"));
        writeln!(terminal.out, "One more: {command}")?;
    } else {
        let lesson = shown(root, &exercise.lesson_file);
        writeln!(terminal.out, "That was the last one. The lesson behind it: {lesson}")?;
    }
    Ok(PASSED)
}
