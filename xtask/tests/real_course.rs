//! The program on this very course, judging with rustc and the explorer. Only files elsewhere are
//! judged, so that nothing is recorded in the working copy.

use assert_cmd::Command;
use serde_json::Value;
use std::{fs, path::PathBuf};
use tempfile::TempDir;

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).parent().expect("xtask lies in the root").to_owned()
}

fn xtask() -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_xtask"));
    command.arg("--root").arg(root()).current_dir(root());
    command
}

/// The exit code and the one document on standard output.
#[track_caller]
fn json(arguments: &[&str]) -> (i32, Value) {
    let output = xtask().args(arguments).arg("--json").output().expect("the program can be run");
    let document = serde_json::from_slice(&output.stdout).expect("one JSON document and nothing else");
    (output.status.code().expect("it ends by itself"), document)
}

fn written(text: &str) -> (TempDir, String) {
    let folder = tempfile::tempdir().expect("a temporary folder can be made");
    let file = folder.path().join("program.rs");
    fs::write(&file, text).expect("the file can be written");
    let name = file.to_str().expect("the name is UTF-8").to_owned();
    (folder, name)
}

const WRONG: &str = "solutions/threads/wrong/counter/load_then_store.rs";

#[test]
fn a_right_answer_passes_with_0() {
    let (code, document) = json(&["check", "counter", "--file", "solutions/threads/counter.rs"]);
    assert_eq!(code, 0, "{document:#}");
    assert_eq!(document["verdict"], "passed");
    assert_eq!(document["points"], document["max_points"]);
}

#[test]
fn a_wrong_answer_fails_with_1_and_its_schedule_replays() {
    let (code, document) = json(&["check", "threads/counter", "--file", WRONG]);
    assert_eq!(code, 1, "{document:#}");
    assert_eq!(document["diagnosis"], "race");
    let checks = document["checks"].as_array().expect("a list");
    let check = checks.iter().find(|check| check["verdict"] == "failed").expect("one failed");
    let replay = check["replay"].as_str().expect("a failing schedule can be replayed");
    let again = ["check", "threads/counter", "--file", WRONG, "--replay", replay];
    let (code, document) = json(&again);
    assert_eq!(code, 1, "{document:#}");
    assert_eq!(document["checks"][0]["name"], check["name"]);
    assert_eq!(document["checks"][0]["trace"], check["trace"]);
    assert_eq!(json(&again).1, document);
}

#[test]
fn a_schedule_of_something_else_is_wrong_usage() {
    let (code, document) = json(&["check", "counter", "--file", WRONG, "--replay", "nonsense"]);
    assert_eq!(code, 2, "{document:#}");
    assert_eq!(document["exit_code"], 2);
}

#[test]
fn a_file_that_does_not_compile_fails_with_rustcs_words() {
    let (_folder, file) = written("pub struct Counter(u32\n");
    let (code, document) = json(&["check", "counter", "--file", &file]);
    assert_eq!(code, 1, "{document:#}");
    assert_eq!(document["diagnosis"], "does-not-compile");
    let output = xtask().args(["check", "counter", "--file", &file]).output().unwrap();
    let text = String::from_utf8(output.stdout).unwrap();
    assert!(text.contains("mismatched closing delimiter") || text.contains("unclosed delimiter"), "{text}");
}

#[test]
fn any_program_can_be_explored() {
    let (_folder, file) = written(
        "use std::{sync::{Arc, Mutex}, thread};\n\
         fn main() {\n\
             let number = Arc::new(Mutex::new(0));\n\
             let other = Arc::clone(&number);\n\
             let thread = thread::spawn(move || *other.lock().unwrap() += 1);\n\
             *number.lock().unwrap() += 1;\n\
             thread.join().unwrap();\n\
             assert_eq!(*number.lock().unwrap(), 2);\n\
         }\n",
    );
    let (code, document) = json(&["explore", &file]);
    assert_eq!(code, 0, "{document:#}");
    let text = fs::read_to_string(&file).unwrap().replace("assert_eq!", "// ").replace(
        "*number.lock().unwrap() += 1;",
        "let read = *number.lock().unwrap(); assert_eq!(read, 0); *number.lock().unwrap() = read;",
    );
    let (_folder, file) = written(&text);
    let (code, document) = json(&["explore", &file]);
    assert_eq!(code, 1, "{document:#}");
    assert_eq!(document["diagnosis"], "race");
}

#[test]
fn a_machine_without_rust_could_not_judge() {
    let empty = tempfile::tempdir().unwrap();
    let output = xtask()
        .args(["check", "counter", "--file", WRONG, "--json"])
        .env("PATH", empty.path())
        .env_remove("CARGO")
        .env_remove("RUSTC")
        .output()
        .unwrap();
    assert_eq!(output.status.code(), Some(3));
    let document: Value = serde_json::from_slice(&output.stdout).expect("one JSON document");
    assert_eq!(document["exit_code"], 3);
    assert!(document["error"]["message"].is_string());
}
