//! The folder one submission is compiled and run in.
//!
//! rustc uses earlier work again only if every path is the same as before, so there is no fresh
//! folder for each submission but a few numbered ones for each exercise. Whoever holds a folder's lock
//! may use it; the lock ends with its holder, however that ends.

use crate::{Error, standins::target};
use std::{
    fs::{self, File},
    path::{Path, PathBuf},
};

/// A locked folder. What was put into it goes away with the value, but for what rustc keeps.
pub(crate) struct Bench {
    folder: PathBuf,
    _lock: File,
}

/// The part of the folder that stays.
const KEPT: &str = "incremental";

impl Bench {
    /// The first free folder of those called `name`.
    pub fn take(root: &Path, name: &str) -> Result<Bench, Error> {
        let all = target(root).join("grader/work").join(name);
        fs::create_dir_all(&all).map_err(|e| Error::io("create", &all, &e))?;
        for number in 0.. {
            let path = all.join(format!("{number}.lock"));
            let lock = File::create(&path).map_err(|e| Error::io("create", &path, &e))?;
            if lock.try_lock().is_err() {
                continue;
            }
            let bench = Bench { folder: all.join(number.to_string()), _lock: lock };
            fs::create_dir_all(&bench.folder).map_err(|e| Error::io("create", &bench.folder, &e))?;
            // Whoever was killed could not clear up.
            bench.clear();
            return Ok(bench);
        }
        unreachable!("there is always a number nobody has taken")
    }

    pub fn path(&self) -> &Path {
        &self.folder
    }

    /// Where rustc keeps what it can use again.
    pub fn kept(&self) -> PathBuf {
        self.folder.join(KEPT)
    }

    fn clear(&self) {
        for entry in fs::read_dir(&self.folder).into_iter().flatten().flatten() {
            if entry.file_name() == KEPT {
                continue;
            }
            // What cannot be removed is overwritten, or fails when it is.
            let path = entry.path();
            let _ = if entry.file_type().is_ok_and(|kind| kind.is_dir()) {
                fs::remove_dir_all(&path)
            } else {
                fs::remove_file(&path)
            };
        }
    }
}

impl Drop for Bench {
    fn drop(&mut self) {
        self.clear();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_folder_is_used_by_one_and_left_clean() {
        let root = tempfile::tempdir().unwrap();
        let first = Bench::take(root.path(), "a").unwrap();
        let second = Bench::take(root.path(), "a").unwrap();
        assert_ne!(first.path(), second.path());
        fs::write(first.path().join("submission.rs"), "text").unwrap();
        fs::create_dir_all(first.kept()).unwrap();
        let path = first.path().to_owned();
        drop(first);
        let third = Bench::take(root.path(), "a").unwrap();
        assert_eq!(third.path(), path);
        assert!(!path.join("submission.rs").exists());
        assert!(third.kept().exists());
    }
}
