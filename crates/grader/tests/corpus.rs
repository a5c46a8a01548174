//! Every program of the explorer's corpus gets the verdict its first line names: `//! wrong: race`
//! or `//! right`.

use grader::{Options, Outcome, explore_file};
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

/// What is wrong with the verdict of one program; none if it is as its first line says.
fn judge(root: &Path, file: &Path) -> Option<String> {
    let text = fs::read_to_string(file).expect("the program can be read");
    let name = file.file_name().expect("a file has a name").to_string_lossy();
    let verdict = match explore_file(root, file, &Options::default()) {
        Ok(verdict) => verdict,
        Err(error) => return Some(format!("{name}: {error}")),
    };
    let got = verdict.diagnosis.map_or_else(|| "none".to_owned(), |diagnosis| diagnosis.to_string());
    let first = text.lines().next().unwrap_or_default();
    let right = match first.strip_prefix("//! wrong: ") {
        Some(diagnosis) => verdict.verdict == Outcome::Failed && got == diagnosis,
        None => first == "//! right" && verdict.verdict == Outcome::Passed,
    };
    (!right).then(|| format!("{name}: `{first}`, but it is {:?}, diagnosis {got}", verdict.verdict))
}

#[test]
fn every_program_gets_its_verdict() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).ancestors().nth(2).expect("the crate lies in crates/");
    let corpus = root.join("crates/explore/corpus");
    let mut files: Vec<PathBuf> = ["right", "wrong"]
        .iter()
        .flat_map(|folder| fs::read_dir(corpus.join(folder)).expect("the corpus can be read"))
        .map(|entry| entry.expect("the corpus can be read").path())
        .collect();
    files.sort();
    assert!(files.len() >= 50, "only {} programs found", files.len());
    let next = AtomicUsize::new(0);
    let problems = Mutex::new(Vec::new());
    thread::scope(|scope| {
        for _ in 0..thread::available_parallelism().map_or(1, usize::from) {
            scope.spawn(|| {
                while let Some(file) = files.get(next.fetch_add(1, Ordering::Relaxed)) {
                    if let Some(problem) = judge(root, file) {
                        problems.lock().expect("nobody panics with the lock").push(problem);
                    }
                }
            });
        }
    });
    let problems = problems.into_inner().expect("nobody panics with the lock");
    assert!(problems.is_empty(), "{}", problems.join("\n"));
}
