//! `new-exercise`: everything an exercise consists of, written down to be replaced piece by piece.
//!
//! What it writes compiles and is judged as it must be, so that `verify` names exactly what its
//! author still has to write: every line marked `TODO(author):`, and the session it belongs to.

use crate::{
    PASSED, cli,
    failure::Failure,
    terminal::{NEXT, Terminal, shown},
};
use course::{AUTHOR_MARK, Catalogue, Kit, is_exercise_name};
use std::{fs, io, path::PathBuf};

/// Scaffolds the exercise.
///
/// # Errors
/// The name is taken or cannot be one, or a file cannot be written.
pub fn run(terminal: &mut Terminal<'_>, catalogue: &Catalogue, arguments: &cli::NewExercise) -> Result<u8, Failure> {
    let root = &catalogue.root;
    let (model, name) = checked(catalogue, &arguments.id)?;
    let lesson = arguments.lesson.clone().unwrap_or_else(|| name.replace('_', "-"));
    if !lesson.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-') {
        return Err(Failure::usage(format!("`{lesson}` cannot be the name of a lesson"))
            .with_hint("expected lower-case letters, digits and `-`, for example `waiting`"));
    }
    let files = scaffold(root.join("crates").join(model), root, model, name, &lesson);
    let lesson_file = files.last().map(|(path, _)| path.clone()).unwrap_or_default();
    let mut written = Vec::new();
    for (path, text) in &files {
        // A lesson may teach several exercises; everything else must be new.
        if *path == lesson_file && path.exists() {
            continue;
        }
        create(path, text).map_err(|e| {
            let done: Vec<String> = written.iter().map(|path: &&PathBuf| shown(root, path)).collect();
            let failure = Failure::internal(format!("cannot write `{}`: {e}", shown(root, path)));
            match done.is_empty() {
                true => failure,
                false => failure.with_hint(format!("remove what was written: {}", done.join(" "))),
            }
        })?;
        written.push(path);
    }
    for path in &written {
        writeln!(terminal.out, "wrote {}", terminal.file(root, path))?;
    }
    let id = &arguments.id;
    let command = terminal.styled(NEXT, format!("cargo xtask verify {id}"));
    writeln!(
        terminal.out,
        "\nIt compiles as it is. Now name \"{id}\", and its lesson if that is new, in a session of\n\
         course.toml, write what the lines marked\n\
         `{AUTHOR_MARK}` ask for, and remove each mark when it is done.\n\
         What is left, at any time: {command}"
    )?;
    Ok(PASSED)
}

/// The model and the name in `id`, both fit for a new exercise.
fn checked<'a>(catalogue: &Catalogue, id: &'a str) -> Result<(&'a str, &'a str), Failure> {
    let models: Vec<String> = catalogue.models.iter().map(|model| format!("`{}`", model.name)).collect();
    let Some((model, name)) = id.split_once('/') else {
        return Err(Failure::usage(format!("`{id}` is no exercise's id"))
            .with_hint("expected MODEL/NAME, for example `threads/semaphore`"));
    };
    if !catalogue.models.iter().any(|known| known.name == model) {
        return Err(Failure::usage(format!("there is no model `{model}`"))
            .with_hint(format!("expected one of {}", models.join(", "))));
    }
    if !is_exercise_name(name) || ["lib", "build"].contains(&name) {
        return Err(Failure::usage(format!("`{name}` cannot be the name of an exercise"))
            .with_hint("expected a lower-case Rust identifier, for example `rate_limiter`"));
    }
    let root = &catalogue.root;
    let solutions = root.join("solutions").join(model);
    let taken = [
        root.join("crates").join(model).join("exercises").join(name),
        root.join("exercises").join(model).join(format!("{name}.rs")),
        solutions.join(format!("{name}.rs")),
        solutions.join("right").join(name),
        solutions.join("wrong").join(name),
    ];
    match taken.iter().find(|path| path.exists()) {
        None => Ok((model, name)),
        Some(path) => Err(Failure::usage(format!("`{id}` exists: `{}` is there", shown(root, path)))
            .with_hint("choose another name; nothing was written")),
    }
}

/// The crates an exercise of a model is linked with, unless its author decides otherwise.
fn usual_kit(model: &str) -> Kit {
    match model {
        "csp" => Kit::Crossbeam,
        "async" => Kit::Tokio,
        "processes" => Kit::Process,
        "actors" => Kit::Actix,
        _ => Kit::Std,
    }
}

/// Every file with its text; the lesson comes last.
fn scaffold(package: PathBuf, root: &std::path::Path, model: &str, name: &str, lesson: &str) -> Vec<(PathBuf, String)> {
    let kit = usual_kit(model);
    let lens = match kit {
        Kit::Std | Kit::Crossbeam => "explore",
        Kit::Tokio | Kit::Actix => "clock",
        Kit::Process => "once",
    };
    let function = if kit.is_async() { "pub async fn" } else { "pub fn" };
    let own = package.join("exercises").join(name);
    let solutions = root.join("solutions").join(model);
    let title = name.replace('_', " ");
    let answer = |number: &str| format!("\npub fn answer() -> u64 {{\n    {number}\n}}\n");
    let definition = format!(
        "\
# {AUTHOR_MARK} the title, a summary of one sentence, the time-box, and the starter's diagnosis.
title = \"{title}\"
summary = \"What `answer` returns is right.\"
kit = \"{kit}\"
minutes = 30
lesson = \"{lesson}\"
starter = \"wrong-result\"

# {AUTHOR_MARK} one [[check]] for each thing a learner can get wrong, the simplest first.
[[check]]
name = \"the_answer_is_right\"
title = \"`answer` returns 42\"
lens = \"{lens}\"
points = 1
"
    );
    let starter = format!(
        "\
//! {AUTHOR_MARK} the task in the learner's words, with every promise the checks rely on.
//!
//! Write `answer`, which returns 42.
//! {AUTHOR_MARK} the starter: it compiles, shows the interface, and fails for the stated reason.
{}",
        answer("0")
    );
    let checks = format!(
        "\
//! {AUTHOR_MARK} a function for each [[check]], whose panic says what was expected and seen.

{function} the_answer_is_right() {{
    assert_eq!(exercise::answer(), 42, \"the answer\");
}}
"
    );
    let hints = format!(
        "\
<!-- {AUTHOR_MARK} two or more hints, from a nudge to the idea, never the code. -->
What does the task say the answer is?

---

It is a number between 41 and 43.
"
    );
    let reference = format!("//! {AUTHOR_MARK} the reference, with comments on why it is right.\n{}", answer("42"));
    let right = format!(
        "\
//! right: as a product
//! {AUTHOR_MARK} a right answer of another design than the reference.
{}",
        answer("6 * 7")
    );
    let wrong = |diagnosis: &str, mistake: &str, body: &str| {
        format!(
            "\
//! wrong: {diagnosis}
//! fails: the_answer_is_right
//! {mistake}
//! {AUTHOR_MARK} a mistake learners make, and the name of it for this file.
{}",
            answer(body)
        )
    };
    let lesson_text = format!(
        "\
# {title}

<!-- {AUTHOR_MARK} the lesson: what one must know to solve `{model}/{name}`. -->
"
    );
    // Outside the explorer the panic of a submission is not told from that of its check.
    let panic = if kit == Kit::Process { "wrong-result" } else { "panicked" };
    let (right_folder, wrong_folder) = (solutions.join("right").join(name), solutions.join("wrong").join(name));
    vec![
        (own.join("exercise.toml"), definition),
        (own.join("starter.rs"), starter.clone()),
        (own.join("checks.rs"), checks),
        (own.join("hints.md"), hints),
        (root.join("exercises").join(model).join(format!("{name}.rs")), starter),
        (solutions.join(format!("{name}.rs")), reference),
        (right_folder.join("product.rs"), right),
        (wrong_folder.join("off_by_one.rs"), wrong("wrong-result", "Counts one too few.", "41")),
        (wrong_folder.join("rounded.rs"), wrong("wrong-result", "Rounds to tens.", "40")),
        (wrong_folder.join("gives_up.rs"), wrong(panic, "Panics instead of answering.", "panic!(\"no answer\")")),
        (package.join("lessons").join(format!("{lesson}.md")), lesson_text),
    ]
}

fn create(path: &std::path::Path, text: &str) -> io::Result<()> {
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder)?;
    }
    let mut file = fs::File::create_new(path)?;
    io::Write::write_all(&mut file, text.as_bytes())
}
