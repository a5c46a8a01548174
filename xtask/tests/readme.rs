//! The transcripts of the README are what the program really prints.
//!
//! To write them anew: `UPDATE_EXPECT=1 cargo test -p xtask --test readme`.

use assert_cmd::Command;
use std::{env, fs, os::unix::fs::symlink, path::Path};

/// A course like this one in which nobody has begun: everything is this one's, but the exercises are
/// fresh starters and there is no progress.
fn fresh_course(root: &Path) -> tempfile::TempDir {
    let fresh = tempfile::tempdir().expect("a temporary folder can be made");
    for entry in fs::read_dir(root).expect("the root can be read") {
        let entry = entry.expect("the root can be read");
        let name = entry.file_name();
        if name != "exercises" && name != ".course" && name != ".git" {
            symlink(entry.path(), fresh.path().join(&name)).expect("a link can be made");
        }
    }
    let catalogue = course::Catalogue::load(root).expect("the course can be read");
    for exercise in &catalogue.exercises {
        let to = fresh.path().join("exercises").join(&exercise.model);
        fs::create_dir_all(&to).expect("a folder can be made");
        fs::copy(&exercise.starter, to.join(format!("{}.rs", exercise.name))).expect("a starter can be copied");
        let package = root.join("exercises").join(&exercise.model);
        for file in ["Cargo.toml", "lib.rs", "build.rs"] {
            fs::copy(package.join(file), to.join(file)).expect("a package can be copied");
        }
    }
    fresh
}

#[test]
fn transcripts_are_true() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("xtask lies in the root");
    let readme = fs::read_to_string(root.join("README.md")).expect("there is a README");
    let fresh = fresh_course(root);
    let mut written = String::new();
    let mut rest = readme.as_str();
    let mut transcripts = 0;
    while let Some((before, after)) = rest.split_once("<!-- transcript: cargo xtask ") {
        let (command, after) = after.split_once(" -->\n").expect("the command ends its line");
        let (_, after) = after.split_once("<!-- end of transcript -->").expect("a transcript has an end");
        let output = Command::new(env!("CARGO_BIN_EXE_xtask"))
            .args(command.split_whitespace())
            .arg("--root")
            .arg(fresh.path())
            .current_dir(fresh.path())
            .output()
            .expect("the program can be run");
        let shown = String::from_utf8(output.stdout).expect("the output is UTF-8");
        written.push_str(before);
        written.push_str(&format!(
            "<!-- transcript: cargo xtask {command} -->\n```text\n$ cargo xtask {command}\n{}\n```\n<!-- end of transcript -->",
            shown.trim_matches('\n')
        ));
        rest = after;
        transcripts += 1;
    }
    written.push_str(rest);
    assert!(transcripts >= 2, "the README has its transcripts");
    if env::var_os("UPDATE_EXPECT").is_some() {
        fs::write(root.join("README.md"), written).expect("the README can be written");
        return;
    }
    assert!(
        written == readme,
        "README.md does not show what the program prints; write it anew with\n  UPDATE_EXPECT=1 cargo test -p xtask --test readme\nand read what has changed. It would be:\n{written}"
    );
}
