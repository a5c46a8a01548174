//! The folder `.course` under the root, where the learner's state is kept as plain text.
//!
//! Two terminals may run checks at the same time, so every change is made under a lock on
//! `.course/lock` (read, change, replace), and a file is replaced in one step by renaming: a
//! reader never sees half of it, and a crash leaves the old one.

use crate::Error;
use std::{
    fs::{self, File},
    io::Write,
    path::{Path, PathBuf},
    process,
};

pub(crate) const FOLDER: &str = ".course";

/// Holds the lock until dropped: closing a file gives up the lock on it.
pub(crate) struct Locked {
    _file: File,
}

/// Waits for the lock on the learner's state, creating the folder if need be.
pub(crate) fn lock(root: &Path) -> Result<Locked, Error> {
    let folder = root.join(FOLDER);
    fs::create_dir_all(&folder).map_err(|e| Error::io("create", &folder, &e))?;
    let path = folder.join("lock");
    let file = File::options()
        .create(true)
        .truncate(false)
        .write(true)
        .open(&path)
        .map_err(|e| Error::io("open", &path, &e))?;
    file.lock().map_err(|e| Error::io("lock", &path, &e))?;
    Ok(Locked { _file: file })
}

/// The bytes of `.course/<name>`, or `None` if there is no such file.
pub(crate) fn read(root: &Path, name: &str) -> Result<Option<Vec<u8>>, Error> {
    let path = root.join(FOLDER).join(name);
    match fs::read(&path) {
        Ok(bytes) => Ok(Some(bytes)),
        Err(e) if e.kind() == std::io::ErrorKind::NotFound => Ok(None),
        Err(e) => Err(Error::io("read", &path, &e)),
    }
}

/// Replaces `.course/<name>` in one step. Callers hold the lock, so the temporary name is free.
pub(crate) fn replace(_: &Locked, root: &Path, name: &str, text: &str) -> Result<(), Error> {
    let path = root.join(FOLDER).join(name);
    let new = root.join(FOLDER).join(format!("{name}.new.{}", process::id()));
    let write = || {
        let mut file = File::create(&new)?;
        file.write_all(text.as_bytes())?;
        // Without this a crash of the machine may leave the new name on empty contents.
        file.sync_all()?;
        fs::rename(&new, &path)
    };
    write().map_err(|e| {
        // Best effort: the error of the write is the one to report.
        let _ = fs::remove_file(&new);
        Error::io("write", &path, &e)
    })
}

/// Puts a copy of `bytes` beside `.course/<name>` as `<name>.damaged` (or `.damaged.2`, …).
pub(crate) fn set_aside(_: &Locked, root: &Path, name: &str, bytes: &[u8]) -> Result<PathBuf, Error> {
    let folder = root.join(FOLDER);
    let path = free_name(&folder, &format!("{name}.damaged"));
    fs::write(&path, bytes).map_err(|e| Error::io("write", &path, &e))?;
    Ok(path)
}

/// `folder/name`, or `folder/name.2`, `.3`, … : the first that does not exist.
pub(crate) fn free_name(folder: &Path, name: &str) -> PathBuf {
    let first = folder.join(name);
    if !first.exists() {
        return first;
    }
    (2..)
        .map(|n| folder.join(format!("{name}.{n}")))
        .find(|path| !path.exists())
        .expect("the numbers do not run out before the file names do")
}
