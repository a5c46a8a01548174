//! `reset`: puts the pristine starter back; what the learner had stays beside it.

use crate::{
    PASSED, cli,
    failure::Failure,
    select,
    terminal::{NEXT, Terminal, shown},
};
use course::{Catalogue, Failures, Progress};
use std::{
    fs, io,
    path::{Path, PathBuf},
};

/// Resets an exercise, after asking unless `--yes` is given.
///
/// # Errors
/// There is no such exercise, nobody is there to be asked, or a file cannot be written.
pub fn run(
    terminal: &mut Terminal<'_>,
    catalogue: &Catalogue,
    here: &Path,
    arguments: &cli::Reset,
) -> Result<u8, Failure> {
    let exercise = select::named(catalogue, &arguments.exercise, here)?;
    let root = &catalogue.root;
    let file = &exercise.learner_file;
    let name = shown(root, file);
    let starter = read(root, &exercise.starter)?;
    let theirs = match fs::read(file) {
        Ok(bytes) => Some(bytes),
        Err(e) if e.kind() == io::ErrorKind::NotFound => None,
        Err(e) => return Err(Failure::internal(format!("cannot read `{name}`: {e}"))),
    };
    if let Some(theirs) = &theirs
        && *theirs != starter
    {
        if !arguments.yes && !confirmed(terminal, &name)? {
            writeln!(terminal.out, "Nothing was changed.")?;
            return Ok(PASSED);
        }
        let kept =
            keep(file, theirs).map_err(|e| Failure::internal(format!("cannot keep `{name}`, so left it: {e}")))?;
        writeln!(terminal.out, "Your file is kept as {}.", shown(root, &kept))?;
    }
    if theirs.as_ref() == Some(&starter) {
        writeln!(terminal.out, "{name} is the starter already.")?;
    } else {
        write(file, &starter).map_err(|e| Failure::internal(format!("cannot write `{name}`: {e}")))?;
        writeln!(terminal.out, "{name} is the starter again.")?;
    }
    Progress::update(root, |progress| {
        progress.clear_done(&exercise.id);
        progress.set_hints_shown(&exercise.id, 0);
    })?;
    Failures::forget(root, &exercise.id)?;
    let command = terminal.styled(NEXT, format!("cargo xtask check {}", exercise.id));
    writeln!(terminal.out, "Next: {command}")?;
    Ok(PASSED)
}

fn confirmed(terminal: &mut Terminal<'_>, name: &str) -> Result<bool, Failure> {
    let Some(answers) = &mut terminal.answers else {
        return Err(Failure::usage(format!("would replace `{name}`, and nobody is there to ask"))
            .with_hint("`--yes` does it without asking; the file is kept either way"));
    };
    write!(terminal.out, "Replace {name} by the starter? Your file is kept beside it. [y/n] ")?;
    terminal.out.flush()?;
    let mut answer = String::new();
    answers.read_line(&mut answer).map_err(|e| Failure::internal(format!("cannot read the answer: {e}")))?;
    Ok(matches!(answer.trim(), "y" | "Y" | "yes" | "Yes"))
}

/// Writes `contents` to `<file>.before-reset`, or `.before-reset.2`, …: never over an older one.
fn keep(file: &Path, contents: &[u8]) -> io::Result<PathBuf> {
    let name = |number: u32| {
        let mut name = file.as_os_str().to_owned();
        name.push(".before-reset");
        if number > 1 {
            name.push(format!(".{number}"));
        }
        PathBuf::from(name)
    };
    for number in 1.. {
        let path = name(number);
        // `create_new` and not `exists`: two resets at once must not share a name.
        match fs::File::create_new(&path) {
            Ok(mut file) => {
                io::Write::write_all(&mut file, contents)?;
                file.sync_all()?;
                return Ok(path);
            }
            Err(e) if e.kind() == io::ErrorKind::AlreadyExists => {}
            Err(e) => return Err(e),
        }
    }
    Err(io::Error::other("every name for the old file is taken"))
}

fn write(file: &Path, contents: &[u8]) -> io::Result<()> {
    if let Some(folder) = file.parent() {
        fs::create_dir_all(folder)?;
    }
    fs::write(file, contents)
}

fn read(root: &Path, file: &Path) -> Result<Vec<u8>, Failure> {
    fs::read(file).map_err(|e| Failure::internal(format!("cannot read `{}`: {e}", shown(root, file))))
}
