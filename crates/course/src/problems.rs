//! Everything in which the course's files contradict each other or are unfinished.
//!
//! A list, not the first find: whoever mends the course sees all of it at once.

use crate::{Catalogue, Exercise, Kit, Lens};
use serde::Serialize;
use std::{
    collections::{BTreeSet, HashSet},
    fmt, fs,
    path::{Path, PathBuf},
};

/// What authors leave where something is still to be written; the rest of the line says what.
pub const AUTHOR_MARK: &str = "TODO(author):";

/// How many known-wrong answers an exercise has at least.
const WRONGS: usize = 3;

/// One inconsistency.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Problem {
    /// What sort it is of.
    pub kind: Kind,
    /// The exercise it is about, `model/name`.
    pub exercise: Option<String>,
    /// The file to look at, relative to the root of the course.
    pub file: Option<PathBuf>,
    /// The line of `file`, from 1.
    pub line: Option<usize>,
    /// What is wrong and what is expected.
    pub message: String,
}

/// The sorts of inconsistency.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Kind {
    /// `exercise.toml` cannot be read or understood.
    Definition,
    /// A file an exercise needs is not there, or is empty.
    Missing,
    /// Fewer known-wrong or other right answers than an exercise needs.
    TooFewAnswers,
    /// An answer whose header cannot be read or names a check that does not exist.
    Header,
    /// The manifest and `checks.rs` disagree, or a check's name is taken twice.
    Checks,
    /// A session that names what is not there, or an exercise that no session names.
    Session,
    /// A file that belongs to nothing.
    Stray,
    /// The learner's copy is not the pristine starter: right for a learner, wrong for a release.
    LearnerCopy,
    /// Something its author marked as still to be written.
    Unwritten,
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(file) = &self.file {
            write!(f, "{}:", file.display())?;
            if let Some(line) = self.line {
                write!(f, "{line}:")?;
            }
            write!(f, " ")?;
        } else if let Some(exercise) = &self.exercise {
            write!(f, "{exercise}: ")?;
        }
        f.write_str(&self.message)
    }
}

/// Every inconsistency of the course, by exercise in their order, then by session.
pub fn problems(catalogue: &Catalogue) -> Vec<Problem> {
    let mut found = Found { root: &catalogue.root, list: Vec::new() };
    for broken in &catalogue.broken {
        found.list.push(Problem {
            kind: Kind::Definition,
            exercise: Some(broken.id.clone()),
            file: broken.error.file.clone(),
            line: broken.error.line,
            message: match &broken.error.key {
                Some(key) => format!("`{key}`: {}", broken.error.message),
                None => broken.error.message.clone(),
            },
        });
    }
    for exercise in &catalogue.exercises {
        of_files(exercise, &mut found);
        of_answers(exercise, &mut found);
        of_checks(exercise, &mut found);
        if catalogue.session_of(&exercise.id).is_none() {
            let message = format!("in no session: name \"{}\" in one session's `exercises`", exercise.id);
            found.add(Kind::Session, Some(exercise), Some(&catalogue.root.join("course.toml")), message);
        }
    }
    of_sessions(catalogue, &mut found);
    of_lessons(catalogue, &mut found);
    of_strays(catalogue, &mut found);
    found.list
}

struct Found<'a> {
    root: &'a Path,
    list: Vec<Problem>,
}

impl Found<'_> {
    fn add(&mut self, kind: Kind, exercise: Option<&Exercise>, file: Option<&Path>, message: impl Into<String>) {
        self.at(kind, exercise, file, None, message);
    }

    fn at(
        &mut self,
        kind: Kind,
        exercise: Option<&Exercise>,
        file: Option<&Path>,
        line: Option<usize>,
        message: impl Into<String>,
    ) {
        self.list.push(Problem {
            kind,
            exercise: exercise.map(|exercise| exercise.id.clone()),
            file: file.map(|path| path.strip_prefix(self.root).unwrap_or(path).to_owned()),
            line,
            message: message.into(),
        });
    }
}

/// The files every exercise has, and what their authors left to be written.
fn of_files(exercise: &Exercise, found: &mut Found<'_>) {
    let e = Some(exercise);
    if !crate::is_exercise_name(&exercise.name) {
        let message = format!("`{}` is no lower-case Rust identifier", exercise.name);
        found.add(Kind::Definition, e, exercise.definition.parent(), message);
    }
    let needed = [
        (&exercise.starter, "the starter is missing"),
        (&exercise.checks_file, "the checks are missing"),
        (&exercise.hints_file, "the hints are missing"),
        (&exercise.reference, "the reference answer is missing"),
        (&exercise.lesson_file, "the lesson is missing"),
        (&exercise.learner_file, "the learner's copy of the starter is missing"),
    ];
    for (path, message) in needed {
        if !path.is_file() {
            found.add(Kind::Missing, e, Some(path), message);
        }
    }
    if exercise.task().is_ok_and(|task| task.is_empty()) {
        let message = "the starter has no `//!` header, which is the task the learner reads";
        found.add(Kind::Missing, e, Some(&exercise.starter), message);
    }
    if exercise.hints().is_ok_and(|hints| hints.is_empty()) {
        found.add(Kind::Missing, e, Some(&exercise.hints_file), "there is no hint in it");
    }
    if let (Ok(starter), Ok(copy)) = (fs::read(&exercise.starter), fs::read(&exercise.learner_file))
        && starter != copy
    {
        let message = "differs from the starter: right for a learner, wrong for a release";
        found.add(Kind::LearnerCopy, e, Some(&exercise.learner_file), message);
    }
    let answers = exercise.rights.iter().map(|right| &right.path);
    let answers = answers.chain(exercise.wrongs.iter().map(|wrong| &wrong.path));
    let own = [
        &exercise.definition,
        &exercise.starter,
        &exercise.checks_file,
        &exercise.hints_file,
        &exercise.lesson_file,
        &exercise.reference,
    ];
    for path in own.into_iter().chain(answers) {
        let Ok(text) = fs::read_to_string(path) else {
            continue;
        };
        for (number, line) in text.lines().enumerate() {
            if let Some((_, what)) = line.split_once(AUTHOR_MARK) {
                let what = what.trim().trim_end_matches("-->").trim_end();
                let message = format!("still to write: {what}");
                found.at(Kind::Unwritten, e, Some(path), Some(number + 1), message);
            }
        }
    }
}

fn of_answers(exercise: &Exercise, found: &mut Found<'_>) {
    let e = Some(exercise);
    for bad in &exercise.bad_answers {
        found.at(Kind::Header, e, Some(&bad.path), Some(bad.line), bad.message.clone());
    }
    let solutions = exercise.reference.parent().unwrap_or(found.root).to_owned();
    if exercise.rights.is_empty() {
        let folder = solutions.join("right").join(&exercise.name);
        let message = "no right answer of another design than the reference, expected at least one";
        found.add(Kind::TooFewAnswers, e, Some(&folder), message);
    }
    if exercise.wrongs.len() < WRONGS {
        let folder = solutions.join("wrong").join(&exercise.name);
        let message =
            format!("{} known-wrong answers with a readable header, expected at least {WRONGS}", exercise.wrongs.len());
        found.add(Kind::TooFewAnswers, e, Some(&folder), message);
    }
    for wrong in &exercise.wrongs {
        if exercise.check(&wrong.fails).is_none() {
            let names: Vec<String> = exercise.checks.iter().map(|check| format!("`{}`", check.name)).collect();
            let message = format!("there is no check `{}`, expected one of {}", wrong.fails, names.join(", "));
            found.at(Kind::Header, e, Some(&wrong.path), Some(2), message);
        }
    }
}

fn of_checks(exercise: &Exercise, found: &mut Found<'_>) {
    let e = Some(exercise);
    if exercise.checks.is_empty() {
        let message = "there is no [[check]], expected at least one";
        found.add(Kind::Checks, e, Some(&exercise.definition), message);
    }
    let mut seen = HashSet::new();
    for check in &exercise.checks {
        if !seen.insert(&check.name) {
            let message = format!("two checks are called `{}`", check.name);
            found.add(Kind::Checks, e, Some(&exercise.definition), message);
        }
        if !fits(check.lens, exercise.kit) {
            let message = format!(
                "check `{}`: lens `{}` cannot judge kit `{}`, expected {}",
                check.name,
                check.lens,
                exercise.kit,
                Lens::ALL
                    .iter()
                    .filter(|lens| fits(**lens, exercise.kit))
                    .map(|lens| format!("`{lens}`"))
                    .collect::<Vec<_>>()
                    .join(" or ")
            );
            found.add(Kind::Checks, e, Some(&exercise.definition), message);
        }
    }
    let Ok(source) = fs::read_to_string(&exercise.checks_file) else {
        return;
    };
    let written: BTreeSet<&str> = source.lines().filter_map(public_function).collect();
    for check in &exercise.checks {
        if !written.contains(check.name.as_str()) {
            let a = if exercise.kit.is_async() { "`pub async fn" } else { "`pub fn" };
            let message = format!("expected {a} {}()`, which exercise.toml names", check.name);
            found.add(Kind::Checks, e, Some(&exercise.checks_file), message);
        }
    }
    for name in written {
        if exercise.check(name).is_none() {
            let message = format!("`{name}` is in no [[check]] of exercise.toml: it would never run");
            found.add(Kind::Checks, e, Some(&exercise.checks_file), message);
        }
    }
}

/// Which lens can judge which kit; see ARCHITECTURE.md.
fn fits(lens: Lens, kit: Kit) -> bool {
    match lens {
        Lens::Explore => kit != Kit::Process && kit != Kit::Actix,
        Lens::Linear | Lens::Progress => matches!(kit, Kit::Std | Kit::Crossbeam),
        Lens::Clock => kit.is_async(),
        Lens::Once => matches!(kit, Kit::Process | Kit::Actix),
    }
}

/// The name of the function a line at the left margin makes public.
fn public_function(line: &str) -> Option<&str> {
    let rest = line.strip_prefix("pub ")?;
    let rest = rest.strip_prefix("async ").unwrap_or(rest).strip_prefix("fn ")?;
    rest.split(|c: char| !(c.is_ascii_alphanumeric() || c == '_')).next()
}

fn of_sessions(catalogue: &Catalogue, found: &mut Found<'_>) {
    let file = catalogue.root.join(crate::COURSE_FILE);
    let file = Some(file.as_path());
    let mut listed = HashSet::new();
    for (index, session) in catalogue.sessions.iter().enumerate() {
        let number = session.number;
        if number as usize != index + 1 {
            let message = format!("session {number} comes in place {}", index + 1);
            found.add(Kind::Session, None, file, message);
        }
        let mut minutes = 0;
        for id in &session.exercises {
            let broken = catalogue.broken.iter().any(|broken| broken.id == *id);
            match catalogue.exercise(id) {
                Some(exercise) => minutes += exercise.minutes,
                None if broken => {}
                None => {
                    let message = format!("session {number} names `{id}`, which does not exist");
                    found.add(Kind::Session, None, file, message);
                }
            }
            if !listed.insert(id) {
                let message = format!("`{id}` is in two places, the second is session {number}");
                found.add(Kind::Session, None, file, message);
            }
        }
        if minutes > session.minutes {
            let message = format!("session {number} lasts {} minutes, its exercises take {minutes}", session.minutes);
            found.add(Kind::Session, None, file, message);
        }
        for lesson in &session.lessons {
            let path = lesson.split_once('/').map(|(model, lesson)| {
                let lessons = catalogue.root.join("crates").join(model).join("lessons");
                lessons.join(format!("{lesson}.md"))
            });
            if !path.is_some_and(|path| path.is_file()) {
                let message = format!("session {number} names the lesson `{lesson}`, which does not exist");
                found.add(Kind::Missing, None, file, message);
            }
        }
    }
}

/// Lessons nobody would come to.
fn of_lessons(catalogue: &Catalogue, found: &mut Found<'_>) {
    for model in &catalogue.models {
        let folder = catalogue.root.join("crates").join(&model.name).join("lessons");
        for (name, _) in listing(&folder) {
            let Some(lesson) = name.strip_suffix(".md") else { continue };
            let id = format!("{}/{lesson}", model.name);
            if !catalogue.sessions.iter().any(|session| session.lessons.contains(&id)) {
                let message = format!("in no session: name \"{id}\" in one session's `lessons` in course.toml");
                found.add(Kind::Session, None, Some(&folder.join(&name)), message);
            }
        }
    }
}

/// Files below an exercise's folder, `exercises/` and `solutions/` that belong to no exercise.
fn of_strays(catalogue: &Catalogue, found: &mut Found<'_>) {
    let ids = catalogue.exercises.iter().map(|exercise| exercise.id.as_str());
    let ids: HashSet<&str> = ids.chain(catalogue.broken.iter().map(|b| b.id.as_str())).collect();
    let package = ["Cargo.toml", "build.rs", "lib.rs"];
    for model in &catalogue.models {
        let known = |name: &str| ids.contains(format!("{}/{name}", model.name).as_str());
        let known_file = |file: &str| file.strip_suffix(".rs").is_some_and(known);
        let root = &catalogue.root;
        let mut stray = |folder: PathBuf, expected: &dyn Fn(&str, bool) -> bool| {
            for (name, is_folder) in listing(&folder) {
                if !expected(&name, is_folder) {
                    let message = "belongs to no exercise: remove it, or write the exercise";
                    found.add(Kind::Stray, None, Some(&folder.join(name)), message);
                }
            }
        };
        stray(root.join("exercises").join(&model.name), &|name, is_folder| {
            !is_folder && (package.contains(&name) || known_file(name) || name.contains(".rs.before-reset"))
        });
        let solutions = root.join("solutions").join(&model.name);
        stray(solutions.clone(), &|name, is_folder| match is_folder {
            true => name == "right" || name == "wrong",
            false => package.contains(&name) || known_file(name),
        });
        for sort in ["right", "wrong"] {
            let folder = solutions.join(sort);
            stray(folder.clone(), &|name, is_folder| is_folder && known(name));
            for (name, _) in listing(&folder) {
                stray(folder.join(name), &|name, is_folder| !is_folder && name.ends_with(".rs"));
            }
        }
        let own = root.join("crates").join(&model.name).join("exercises");
        stray(own.clone(), &|_, is_folder| is_folder);
        for (name, _) in listing(&own) {
            stray(own.join(name), &|name, _| ["exercise.toml", "starter.rs", "checks.rs", "hints.md"].contains(&name));
        }
    }
}

/// The visible entries of a folder by name, each with whether it is a folder itself.
fn listing(folder: &Path) -> Vec<(String, bool)> {
    let Ok(entries) = fs::read_dir(folder) else {
        return Vec::new();
    };
    let mut list: Vec<(String, bool)> = entries
        .filter_map(Result::ok)
        .map(|entry| (entry.file_name().to_string_lossy().into_owned(), entry.path().is_dir()))
        .filter(|(name, _)| !name.starts_with('.'))
        .collect();
    list.sort();
    list
}
