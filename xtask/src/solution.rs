//! `solution`: the reference answer, for who has solved the exercise.

use crate::{
    PASSED, cli,
    failure::Failure,
    select,
    terminal::{DIM, Terminal, shown},
};
use course::{Catalogue, Progress};
use std::{fs, path::Path};

/// Prints the reference and names the other right answers.
///
/// # Errors
/// There is no such exercise, or it is neither solved nor spoiled.
pub fn run(
    terminal: &mut Terminal<'_>,
    catalogue: &Catalogue,
    here: &Path,
    arguments: &cli::Solution,
) -> Result<u8, Failure> {
    let exercise = select::named(catalogue, &arguments.exercise, here)?;
    let root = &catalogue.root;
    let id = &exercise.id;
    if !arguments.spoil && !Progress::load(root)?.is_done(id) {
        return Err(Failure::usage(format!("`{id}` is not solved yet")).with_hint(format!(
            "`cargo xtask hint {id}` helps; `cargo xtask solution {id} --spoil` shows it all the same"
        )));
    }
    let text = fs::read_to_string(&exercise.reference)
        .map_err(|e| Failure::internal(format!("cannot read `{}`: {e}", shown(root, &exercise.reference))))?;
    let heading = format!("// {}", terminal.file(root, &exercise.reference));
    writeln!(terminal.out, "{}\n{}", terminal.styled(DIM, heading), text.trim_end())?;
    for right in &exercise.rights {
        let line = format!("// Another one, {}: {}", right.design, terminal.file(root, &right.path));
        writeln!(terminal.out, "{}", terminal.styled(DIM, line))?;
    }
    Ok(PASSED)
}
