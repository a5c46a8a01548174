//! The catalogue: everything the course has, in the order of the course, and how a learner names
//! an exercise.

use crate::{COURSE_FILE, Error, Exercise, Model, Progress, Session, session::Plan, toml_file::read};
use std::{
    collections::HashMap,
    fs, io,
    path::{Path, PathBuf},
};

/// Everything the course has.
#[derive(Debug, Clone)]
pub struct Catalogue {
    /// The folder with `course.toml`.
    pub root: PathBuf,
    /// The name of the course.
    pub title: String,
    /// The models, in the order of the course.
    pub models: Vec<Model>,
    /// The sessions, in the order of the course.
    pub sessions: Vec<Session>,
    /// The exercises in the order of the sessions; those in no session come last, by id.
    pub exercises: Vec<Exercise>,
    /// Exercises that could not be read. The others work all the same.
    pub broken: Vec<Broken>,
}

/// An exercise whose definition cannot be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Broken {
    /// `model/name`.
    pub id: String,
    /// Why not.
    pub error: Error,
}

/// Why a name led to no exercise.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum NotFound {
    /// No exercise is called so; the nearest names, the best first.
    Unknown(Vec<String>),
    /// Several exercises have this short name.
    Ambiguous(Vec<String>),
    /// There is one, but its definition cannot be read.
    Broken(Error),
}

impl Catalogue {
    /// Reads the course whose `course.toml` lies in `root`.
    ///
    /// # Errors
    /// `course.toml` cannot be read or understood. An exercise that cannot be is listed in
    /// [`Catalogue::broken`].
    pub fn load(root: &Path) -> Result<Catalogue, Error> {
        let plan: Plan = read(root, Path::new(COURSE_FILE))?;
        let mut exercises = Vec::new();
        let mut broken = Vec::new();
        for (model, name) in exercise_folders(root, &plan.models)? {
            match Exercise::load(root, &model, &name) {
                Ok(exercise) => exercises.push(exercise),
                Err(error) => broken.push(Broken { id: format!("{model}/{name}"), error }),
            }
        }
        let listed = plan.sessions.iter().flat_map(|session| &session.exercises);
        let mut places: HashMap<&str, usize> = HashMap::new();
        for (place, id) in listed.enumerate() {
            places.entry(id).or_insert(place);
        }
        let last = usize::MAX;
        exercises
            .sort_by_key(|exercise| (places.get(exercise.id.as_str()).copied().unwrap_or(last), exercise.id.clone()));
        Ok(Catalogue {
            root: root.to_owned(),
            title: plan.title,
            models: plan.models,
            sessions: plan.sessions,
            exercises,
            broken,
        })
    }

    /// The exercise of that id, `model/name`.
    pub fn exercise(&self, id: &str) -> Option<&Exercise> {
        self.exercises.iter().find(|exercise| exercise.id == id)
    }

    /// The exercise a learner means by `text`: its id, its name where only one model has it, or
    /// the path of its file, absolute or as seen from the folder `here` or from the root.
    ///
    /// # Errors
    /// None or several are meant.
    pub fn find(&self, text: &str, here: &Path) -> Result<&Exercise, NotFound> {
        if let Some(exercise) = self.exercise(text) {
            return Ok(exercise);
        }
        let named: Vec<&Exercise> = self.exercises.iter().filter(|exercise| exercise.name == text).collect();
        match named[..] {
            [exercise] => return Ok(exercise),
            [] => {}
            [..] => {
                let ids = named.iter().map(|exercise| exercise.id.clone()).collect();
                return Err(NotFound::Ambiguous(ids));
            }
        }
        let meant = |path: &Path| [here.join(text), self.root.join(text)].iter().any(|typed| same_file(typed, path));
        if let Some(exercise) = self.exercises.iter().find(|exercise| meant(&exercise.learner_file)) {
            return Ok(exercise);
        }
        let short = |id: &str| id.rsplit('/').next().is_some_and(|name| name == text);
        if let Some(broken) = self.broken.iter().find(|broken| broken.id == text || short(&broken.id)) {
            return Err(NotFound::Broken(broken.error.clone()));
        }
        Err(NotFound::Unknown(self.nearest(text)))
    }

    /// The first exercise, in the order of the course, that is not solved.
    pub fn first_unsolved(&self, progress: &Progress) -> Option<&Exercise> {
        self.exercises.iter().find(|exercise| !progress.is_done(&exercise.id))
    }

    /// The session an exercise is solved in.
    pub fn session_of(&self, id: &str) -> Option<&Session> {
        self.sessions.iter().find(|session| session.exercises.iter().any(|listed| listed == id))
    }

    /// Up to three ids that resemble `text`, the best first.
    fn nearest(&self, text: &str) -> Vec<String> {
        let text = text.to_lowercase().replace('-', "_");
        let text = text.strip_suffix(".rs").unwrap_or(&text);
        // A file's path resembles an id by its last two parts.
        let typed = text.strip_prefix("exercises/").unwrap_or(text);
        let likeness = |exercise: &Exercise| {
            let by_id = strsim::jaro_winkler(typed, &exercise.id);
            // `bounded` for `bounded_queue`, `queue` too.
            let by_part = if typed.len() >= 3 && exercise.name.contains(typed) { 0.9 } else { 0.0 };
            let name = typed.rsplit('/').next().unwrap_or(typed);
            by_id.max(by_part).max(strsim::jaro_winkler(name, &exercise.name))
        };
        let mut scored: Vec<(f64, &str)> = self
            .exercises
            .iter()
            .map(|exercise| (likeness(exercise), exercise.id.as_str()))
            .filter(|(score, _)| *score >= 0.75)
            .collect();
        scored.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(b.1)));
        // Ids of one model share half their letters: what is far behind the best was not meant.
        let best = scored.first().map_or(0.0, |(score, _)| *score);
        let near = scored.into_iter().filter(|(score, _)| best - score < 0.1);
        near.take(3).map(|(_, id)| id.to_owned()).collect()
    }
}

/// Every folder `crates/<model>/exercises/<name>`, by model in their order, then by name.
fn exercise_folders(root: &Path, models: &[Model]) -> Result<Vec<(String, String)>, Error> {
    let mut found = Vec::new();
    for model in models {
        let folder = root.join("crates").join(&model.name).join("exercises");
        let entries = match fs::read_dir(&folder) {
            Err(e) if e.kind() == io::ErrorKind::NotFound => continue,
            Err(e) => return Err(Error::io("read", &folder, &e)),
            Ok(entries) => entries,
        };
        let mut names: Vec<String> = entries
            .filter_map(Result::ok)
            .filter(|entry| entry.path().is_dir())
            .filter_map(|entry| entry.file_name().into_string().ok())
            .filter(|name| !name.starts_with('.'))
            .collect();
        names.sort();
        found.extend(names.into_iter().map(|name| (model.name.clone(), name)));
    }
    Ok(found)
}

/// Whether two paths lead to one file: by name, or by what the operating system makes of them.
fn same_file(a: &Path, b: &Path) -> bool {
    let real = |path: &Path| fs::canonicalize(path).ok();
    a == b || real(a).is_some_and(|a| real(b) == Some(a))
}
