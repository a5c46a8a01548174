//! One exercise: what `exercise.toml` says of it, and where its files lie.

use crate::{
    BadAnswer, Diagnosis, Error, Right, Wrong, answer,
    toml_file::{self, one_line, optional_positive, positive},
};
use serde::{Deserialize, Deserializer, Serialize, de::Error as _};
use std::{
    fmt, fs,
    path::{Path, PathBuf},
};

/// One exercise of the course.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Exercise {
    /// `model/name`.
    pub id: String,
    /// The model it belongs to, as in `crates/<model>`.
    pub model: String,
    /// Its name within the model; a Rust identifier.
    pub name: String,
    /// A few words.
    pub title: String,
    /// One sentence.
    pub summary: String,
    /// The crates and stand-ins it is linked with.
    pub kit: Kit,
    /// The time-box, in minutes.
    pub minutes: u32,
    /// The lesson that teaches what it needs: `crates/<model>/lessons/<lesson>.md`.
    pub lesson: String,
    /// The diagnosis the untouched starter gets.
    pub starter_diagnosis: Diagnosis,
    /// Whether a submission may use `unsafe`.
    pub unsafe_allowed: bool,
    /// Paths a submission must not use.
    pub forbid: Vec<String>,
    /// Paths a submission must use.
    pub require: Vec<String>,
    /// What is checked, in the order of the report.
    pub checks: Vec<Check>,
    /// `exercise.toml`.
    pub definition: PathBuf,
    /// The file the learner edits.
    pub learner_file: PathBuf,
    /// The pristine starter.
    pub starter: PathBuf,
    /// The source of the checks.
    pub checks_file: PathBuf,
    /// The hints, in steps.
    pub hints_file: PathBuf,
    /// The lesson.
    pub lesson_file: PathBuf,
    /// The reference answer.
    pub reference: PathBuf,
    /// Other right answers, by name.
    pub rights: Vec<Right>,
    /// Known-wrong answers, by name.
    pub wrongs: Vec<Wrong>,
    /// Answers whose header cannot be read.
    pub bad_answers: Vec<BadAnswer>,
}

/// One check of an exercise.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Check {
    /// The function in `checks.rs`.
    #[serde(deserialize_with = "identifier")]
    pub name: String,
    /// What it checks, in one line for the learner.
    #[serde(deserialize_with = "one_line")]
    pub title: String,
    /// How it is judged.
    pub lens: Lens,
    /// What it is worth; at least 1.
    #[serde(deserialize_with = "positive")]
    pub points: u32,
    /// The budget of schedules, where it is not the lens's own.
    #[serde(default, deserialize_with = "optional_positive")]
    pub schedules: Option<u64>,
}

/// Which crates and stand-ins an exercise is linked with.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Kit {
    /// `std`, threads.
    Std,
    /// `std` and crossbeam.
    Crossbeam,
    /// tokio.
    Tokio,
    /// Real processes, with nix and ipc-channel.
    Process,
    /// actix.
    Actix,
}

impl Kit {
    /// Every kit.
    pub const ALL: [Kit; 5] = [Kit::Std, Kit::Crossbeam, Kit::Tokio, Kit::Process, Kit::Actix];

    /// The name in `exercise.toml`.
    pub fn name(self) -> &'static str {
        match self {
            Kit::Std => "std",
            Kit::Crossbeam => "crossbeam",
            Kit::Tokio => "tokio",
            Kit::Process => "process",
            Kit::Actix => "actix",
        }
    }

    /// Whether its checks are `pub async fn`.
    pub fn is_async(self) -> bool {
        matches!(self, Kit::Tokio | Kit::Actix)
    }
}

impl fmt::Display for Kit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}

/// How a check is judged.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Lens {
    /// Under many schedules.
    Explore,
    /// Under many schedules, by a recorded history and a sequential specification.
    Linear,
    /// With one thread frozen at every step in turn; the others must finish.
    Progress,
    /// Once, on real tokio with a paused clock.
    Clock,
    /// Once, by what lies outside the explorer.
    Once,
}

impl Lens {
    /// Every lens.
    pub const ALL: [Lens; 5] = [Lens::Explore, Lens::Linear, Lens::Progress, Lens::Clock, Lens::Once];

    /// The name in `exercise.toml`.
    pub fn name(self) -> &'static str {
        match self {
            Lens::Explore => "explore",
            Lens::Linear => "linear",
            Lens::Progress => "progress",
            Lens::Clock => "clock",
            Lens::Once => "once",
        }
    }
}

impl fmt::Display for Lens {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}

/// Whether `name` can be an exercise or a check: a lower-case Rust identifier that is no keyword,
/// because the files are modules and the checks functions.
pub fn is_exercise_name(name: &str) -> bool {
    const KEYWORDS: [&str; 52] = [
        "abstract", "as", "async", "await", "become", "box", "break", "const", "continue", "crate", "do", "dyn",
        "else", "enum", "extern", "false", "final", "fn", "for", "gen", "if", "impl", "in", "let", "loop", "macro",
        "match", "mod", "move", "mut", "override", "priv", "pub", "ref", "return", "self", "static", "struct", "super",
        "trait", "true", "try", "type", "typeof", "unsafe", "unsized", "use", "virtual", "where", "while", "yield",
        "_",
    ];
    let mut letters = name.chars();
    letters.next().is_some_and(|c| c.is_ascii_lowercase())
        && letters.all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_')
        && !KEYWORDS.contains(&name)
}

impl Exercise {
    /// Reads `crates/<model>/exercises/<name>` and looks for the answers that belong to it.
    pub(crate) fn load(root: &Path, model: &str, name: &str) -> Result<Exercise, Error> {
        let folder = root.join("crates").join(model).join("exercises").join(name);
        let definition = folder.join("exercise.toml");
        let relative = definition.strip_prefix(root).unwrap_or(&definition);
        let manifest: Manifest = toml_file::read(root, relative)?;
        let solutions = root.join("solutions").join(model);
        let mut bad_answers = Vec::new();
        let rights = answers(&solutions.join("right").join(name), &mut bad_answers, Right::parse)?;
        let wrongs = answers(&solutions.join("wrong").join(name), &mut bad_answers, Wrong::parse)?;
        let file = format!("{name}.rs");
        Ok(Exercise {
            id: format!("{model}/{name}"),
            model: model.to_owned(),
            name: name.to_owned(),
            title: manifest.title,
            summary: manifest.summary,
            kit: manifest.kit,
            minutes: manifest.minutes,
            starter_diagnosis: manifest.starter,
            unsafe_allowed: manifest.unsafe_allowed,
            forbid: manifest.forbid,
            require: manifest.require,
            checks: manifest.checks,
            learner_file: root.join("exercises").join(model).join(&file),
            starter: folder.join("starter.rs"),
            checks_file: folder.join("checks.rs"),
            hints_file: folder.join("hints.md"),
            lesson_file: root.join("crates").join(model).join("lessons").join(format!("{}.md", manifest.lesson)),
            lesson: manifest.lesson,
            reference: solutions.join(file),
            definition,
            rights,
            wrongs,
            bad_answers,
        })
    }

    /// The sum of all checks' points.
    pub fn max_points(&self) -> u32 {
        self.checks.iter().map(|check| check.points).sum()
    }

    /// The check of that name.
    pub fn check(&self, name: &str) -> Option<&Check> {
        self.checks.iter().find(|check| check.name == name)
    }

    /// The task: the `//!` header of the starter, without the marks.
    ///
    /// # Errors
    /// The starter cannot be read.
    pub fn task(&self) -> Result<String, Error> {
        let text = read(&self.starter)?;
        Ok(answer::header(&text).join("\n").trim().to_owned())
    }

    /// The hints in their order, split at lines that are `---`.
    ///
    /// # Errors
    /// The hints cannot be read.
    pub fn hints(&self) -> Result<Vec<String>, Error> {
        Ok(split_hints(&read(&self.hints_file)?))
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Manifest {
    #[serde(deserialize_with = "one_line")]
    title: String,
    #[serde(deserialize_with = "one_line")]
    summary: String,
    kit: Kit,
    #[serde(deserialize_with = "positive")]
    minutes: u32,
    #[serde(deserialize_with = "file_stem")]
    lesson: String,
    starter: Diagnosis,
    #[serde(rename = "unsafe", default)]
    unsafe_allowed: bool,
    #[serde(default, deserialize_with = "paths")]
    forbid: Vec<String>,
    #[serde(default, deserialize_with = "paths")]
    require: Vec<String>,
    #[serde(rename = "check")]
    checks: Vec<Check>,
}

fn identifier<'de, D: Deserializer<'de>>(from: D) -> Result<String, D::Error> {
    let name = String::deserialize(from)?;
    if !is_exercise_name(&name) {
        return Err(D::Error::custom(format!(
            "`{name}` is no check name, expected a lower-case Rust identifier like `order_is_kept`"
        )));
    }
    Ok(name)
}

fn file_stem<'de, D: Deserializer<'de>>(from: D) -> Result<String, D::Error> {
    let name = String::deserialize(from)?;
    let good = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_');
    if name.is_empty() || !name.chars().all(good) {
        return Err(D::Error::custom(format!(
            "`{name}` is no lesson, expected the name of a file in `lessons/` without `.md`"
        )));
    }
    Ok(name)
}

fn paths<'de, D: Deserializer<'de>>(from: D) -> Result<Vec<String>, D::Error> {
    let paths = Vec::<String>::deserialize(from)?;
    let word = |part: &str| !part.is_empty() && part.chars().all(|c| c.is_ascii_alphanumeric() || c == '_');
    match paths.iter().find(|path| !path.split("::").all(word)) {
        None => Ok(paths),
        Some(bad) => Err(D::Error::custom(format!("`{bad}` is no path, expected one like `std::sync::mpsc`"))),
    }
}

/// Reads every `.rs` file of `folder`, by name; those whose header is wrong go to `bad`.
fn answers<T>(
    folder: &Path,
    bad: &mut Vec<BadAnswer>,
    parse: impl Fn(PathBuf, &str) -> Result<T, BadAnswer>,
) -> Result<Vec<T>, Error> {
    let mut files: Vec<PathBuf> = match fs::read_dir(folder) {
        Err(_) => Vec::new(),
        Ok(entries) => entries.filter_map(|entry| Some(entry.ok()?.path())).collect(),
    };
    files.retain(|path| path.extension().is_some_and(|end| end == "rs"));
    files.sort();
    let mut good = Vec::new();
    for path in files {
        let text = read(&path)?;
        match parse(path, &text) {
            Ok(answer) => good.push(answer),
            Err(answer) => bad.push(answer),
        }
    }
    Ok(good)
}

fn split_hints(text: &str) -> Vec<String> {
    let mut hints = vec![String::new()];
    for line in text.lines() {
        if line.trim() == "---" {
            hints.push(String::new());
        } else {
            let hint = hints.last_mut().expect("one was pushed at the start");
            hint.push_str(line.trim_end());
            hint.push('\n');
        }
    }
    hints.iter().map(|hint| hint.trim().to_owned()).filter(|hint| !hint.is_empty()).collect()
}

fn read(path: &Path) -> Result<String, Error> {
    fs::read_to_string(path).map_err(|e| Error::io("read", path, &e))
}
