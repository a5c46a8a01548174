//! Finding the course from wherever the learner stands.

use crate::Error;
use std::path::{Path, PathBuf};

/// The file whose folder is the root of the course.
pub const COURSE_FILE: &str = "course.toml";

/// The root of the course: the nearest folder, from `start` upward, that holds `course.toml`.
///
/// # Errors
/// There is none.
pub fn find_root(start: &Path) -> Result<PathBuf, Error> {
    start.ancestors().find(|folder| folder.join(COURSE_FILE).is_file()).map(Path::to_owned).ok_or_else(|| {
        Error::new(format!("no `{COURSE_FILE}` in `{}` or any folder above it", start.display()))
            .with_hint("run this inside the folder the course was cloned into")
    })
}
