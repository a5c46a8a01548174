//! Whole programs: judged as they are, or refused by the name of what is not modelled.

use grader::{Kind, Options, Outcome, SCHEMA, Verdict};
use std::{fs, path::Path};

fn root() -> std::path::PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..").canonicalize().expect("the workspace is there")
}

fn try_explore(text: &str, options: &Options) -> Result<Verdict, grader::Error> {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let file = folder.path().join("program.rs");
    fs::write(&file, text).expect("the folder is ours");
    let verdict = grader::explore_file(&root(), &file, options)?;
    let schema = serde_json::from_str(SCHEMA).expect("the schema is JSON");
    let document = serde_json::from_str(&verdict.to_json()).expect("the verdict is JSON");
    let validator = jsonschema::validator_for(&schema).expect("the schema is a schema");
    let errors: Vec<String> = validator.iter_errors(&document).map(|error| error.to_string()).collect();
    assert!(errors.is_empty(), "{errors:?}");
    assert!(!verdict.to_json().contains("explore_"), "{}", verdict.to_json());
    Ok(verdict)
}

#[track_caller]
fn explore(text: &str) -> Verdict {
    try_explore(text, &Options::default()).unwrap_or_else(|error| panic!("{error}"))
}

#[track_caller]
fn fails(text: &str, diagnosis: &str) -> Verdict {
    let verdict = explore(text);
    let got = verdict.diagnosis.map(|diagnosis| diagnosis.name());
    assert_eq!(got, Some(diagnosis), "{}", verdict.to_json());
    verdict
}

#[track_caller]
fn refuses(text: &str, says: &str) {
    let verdict = explore(text);
    assert_eq!((verdict.verdict, verdict.exit_code()), (Outcome::NotJudged, 3), "{}", verdict.to_json());
    let message = verdict.message.unwrap_or_default();
    assert!(message.contains(says), "{message}");
}

const RACE: &str = r#"use std::sync::atomic::{AtomicU32, Ordering::Relaxed};
static COUNT: AtomicU32 = AtomicU32::new(0);
fn add() {
    let count = COUNT.load(Relaxed);
    println!("saw {count}");
    COUNT.store(count + 1, Relaxed);
}
fn main() {
    let other = std::thread::spawn(add);
    add();
    other.join().unwrap();
    assert_eq!(COUNT.load(Relaxed), 2);
}
"#;

#[test]
fn a_race_is_found_shown_and_replayed() {
    let verdict = fails(RACE, "race");
    let check = &verdict.checks[0];
    assert_eq!(check.output.as_deref(), Some("saw 0\nsaw 0\n"));
    let place = check.place.as_ref().expect("the assertion has a place");
    assert!(place.file.ends_with("program.rs"));
    assert_eq!(place.line, 12);
    assert!(check.trace.iter().any(|event| event.thread == "other" && event.operation == "load"));
    let replay = check.replay.clone();
    assert!(replay.is_some());
    let options = Options { replay, ..Options::default() };
    let replayed = try_explore(RACE, &options).unwrap();
    assert!(replayed.replayed);
    assert_eq!(replayed.checks[0].output, check.output);
}

#[test]
fn a_program_that_is_right_passes() {
    let verdict = explore(&RACE.replace(
        "let count = COUNT.load(Relaxed);\n    println!(\"saw {count}\");\n    COUNT.store(count + 1, Relaxed);",
        "COUNT.fetch_add(1, Relaxed);",
    ));
    assert_eq!(verdict.verdict, Outcome::Passed, "{}", verdict.to_json());
    assert!(verdict.checks[0].exhaustive);
    assert_eq!(verdict.exercise, None);
}

#[test]
fn a_main_that_fails_fails() {
    let verdict = fails("fn main() -> Result<(), String> {\n    Err(\"no luck\".to_owned())\n}\n", "panicked");
    let message = verdict.checks[0].message.clone().unwrap_or_default();
    assert!(message.contains("main returned an error: \"no luck\""), "{message}");
    assert_eq!(verdict.checks[0].place, None);
    let passes =
        explore("fn main() -> Result<(), Box<dyn std::error::Error>> {\n    \"1\".parse::<u8>()?;\n    Ok(())\n}\n");
    assert_eq!(passes.verdict, Outcome::Passed, "{}", passes.to_json());
}

#[test]
fn threads_that_are_left_end_with_main() {
    let verdict = explore("fn main() {\n    std::thread::spawn(|| loop { std::thread::park(); });\n}\n");
    assert_eq!(verdict.verdict, Outcome::Passed, "{}", verdict.to_json());
}

#[test]
fn crossbeam_is_modelled() {
    let verdict = fails(
        "fn main() {\n    let (to, from) = crossbeam::channel::bounded(0);\n    to.send(1).unwrap();\n    from.recv().unwrap();\n}\n",
        "deadlock",
    );
    assert!(verdict.checks[0].trace.iter().any(|event| event.operation == "send"));
}

#[test]
fn an_error_of_the_compiler_is_its_own() {
    let verdict = fails("fn main() {\n    let x: u8 = \"1\";\n}\n", "does-not-compile");
    assert!(verdict.compiler.unwrap_or_default().contains("program.rs:2:17"));
    fails("fn main() {\n", "does-not-compile");
}

#[test]
fn what_is_not_modelled_is_refused_by_name() {
    refuses("fn main() {\n    std::fs::read(\"/etc/passwd\").unwrap();\n}\n", "`std::fs` is not modelled");
    refuses("use std::{net::TcpStream, io};\nfn main() {}\n", "`std::net` is not modelled");
    refuses("fn main() {\n    std::process::exit(0);\n}\n", "`std::process` is not modelled");
    refuses("use std::env;\nfn main() {\n    env::args();\n}\n", "`std::env` is not modelled");
    refuses("fn main() {\n    unsafe { std::hint::unreachable_unchecked() }\n}\n", "`unsafe` is not modelled");
    refuses("use rayon::prelude::*;\nfn main() {}\n", "the crate `rayon` is not modelled");
    refuses("use crossbeam_channel::bounded;\nfn main() {}\n", "write `crossbeam::channel`");
    refuses("#[tokio::main]\nasync fn main() {}\n", "async `main`");
    refuses("mod other;\nfn main() {}\n", "`mod other;` is not modelled: the program must be one file");
    refuses("fn main() {\n    std::io::pipe().unwrap();\n}\n", "`std::io::pipe`");
}

#[test]
fn what_is_no_program_is_wrong_usage() {
    for text in ["pub fn not_main() {}\n", "mod inner {\n    pub fn main() {}\n}\n"] {
        let error = try_explore(text, &Options::default()).unwrap_err();
        assert_eq!(error.kind, Kind::Usage);
        assert!(error.hint.is_some());
    }
    let options = Options { replay: Some("nonsense".to_owned()), ..Options::default() };
    assert_eq!(try_explore("fn main() {}\n", &options).unwrap_err().kind, Kind::Usage);
    let missing = grader::explore_file(&root(), Path::new("/nowhere/program.rs"), &Options::default());
    assert_eq!(missing.unwrap_err().kind, Kind::Usage);
}
