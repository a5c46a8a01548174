//! From what a learner typed to the exercise that is meant.

use crate::failure::Failure;
use course::{Catalogue, Exercise, NotFound, Progress};
use std::path::Path;

/// The exercise called `name`, seen from the folder `here`.
///
/// # Errors
/// None or several are meant; the nearest are suggested.
pub fn named<'a>(catalogue: &'a Catalogue, name: &str, here: &Path) -> Result<&'a Exercise, Failure> {
    catalogue.find(name, here).map_err(|error| match error {
        NotFound::Broken(error) => error.into(),
        NotFound::Ambiguous(ids) => Failure::usage(format!("`{name}` is in several models"))
            .with_hint(format!("say which one: {}", either(&ids))),
        NotFound::Unknown(near) if near.is_empty() => Failure::usage(format!("no exercise is called `{name}`"))
            .with_hint("`cargo xtask list` shows what there is"),
        NotFound::Unknown(near) => Failure::usage(format!("no exercise is called `{name}`"))
            .with_hint(format!("did you mean {}?", either(&near))),
    })
}

/// The exercise called `name`, or without a name the first unsolved one; `None` when all are
/// solved.
///
/// # Errors
/// The name leads to none or several, or the course has no exercises at all.
pub fn named_or_next<'a>(
    catalogue: &'a Catalogue,
    name: Option<&str>,
    here: &Path,
    progress: &Progress,
) -> Result<Option<&'a Exercise>, Failure> {
    if let Some(name) = name {
        return named(catalogue, name, here).map(Some);
    }
    if catalogue.exercises.is_empty() {
        return Err(match catalogue.broken.first() {
            Some(broken) => broken.error.clone().into(),
            None => Failure::internal("the course has no exercises"),
        });
    }
    Ok(catalogue.first_unsolved(progress))
}

/// The learner's file of an exercise.
///
/// # Errors
/// It is not there.
pub fn learner_file<'a>(exercise: &'a Exercise, root: &Path) -> Result<&'a Path, Failure> {
    let file = &exercise.learner_file;
    if file.is_file() {
        return Ok(file);
    }
    let name = crate::terminal::shown(root, file);
    Err(Failure::usage(format!("`{name}` is missing"))
        .with_hint(format!("`cargo xtask reset {}` puts the starter back", exercise.id)))
}

fn either(ids: &[String]) -> String {
    let quoted: Vec<String> = ids.iter().map(|id| format!("`{id}`")).collect();
    quoted.join(" or ")
}
