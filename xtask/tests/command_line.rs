//! The program itself: exit codes, suggestions, what is on which stream, files that are kept.

mod support;

use assert_cmd::Command;
use serde_json::Value;
use std::io::Cursor;
use support::{Fixture, called, catalogue};
use xtask::{cli, failure::Failure, reset, terminal::Terminal};

/// The program, working on the fixture and nothing else.
fn xtask(fixture: &Fixture) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_xtask"));
    command.arg("--root").arg(fixture.root()).current_dir(fixture.root());
    command.env_remove("NO_COLOR").env_remove("CLICOLOR_FORCE").env_remove("CLICOLOR");
    command
}

struct Run {
    code: i32,
    out: String,
    err: String,
}

fn run(fixture: &Fixture, arguments: &[&str]) -> Run {
    let output = xtask(fixture).args(arguments).output().expect("the program can be run");
    Run {
        code: output.status.code().expect("it ends by itself"),
        out: String::from_utf8(output.stdout).expect("UTF-8"),
        err: String::from_utf8(output.stderr).expect("UTF-8"),
    }
}

/// Wrong usage: exit code 2, nothing on standard output, all these words on standard error.
#[track_caller]
fn refused(arguments: &[&str], words: &[&str]) {
    let fixture = Fixture::new();
    let run = run(&fixture, arguments);
    assert_eq!(run.code, 2, "{arguments:?}: {}", run.err);
    assert_eq!(run.out, "", "{arguments:?}");
    for word in words {
        assert!(run.err.contains(word), "no {word:?} in: {}", run.err);
    }
}

#[test]
fn wrong_usage_is_refused_with_what_would_be_accepted() {
    refused(&["chek"], &["unrecognized subcommand 'chek'", "'check'"]);
    refused(&["check", "--jsn"], &["'--jsn'", "'--json'"]);
    refused(&["check", "--all", "counter"], &["--all", "cannot be used"]);
    refused(&["check", "--file", "x.rs"], &["EXERCISE"]);
    refused(&["check", "counter", "--schedules", "0"], &["0 is not in 1.."]);
    refused(&["check", "counter", "--seed", "x"], &["'x'", "--seed"]);
    refused(&["reset"], &["EXERCISE"]);
    refused(&["explore"], &["FILE"]);
    refused(&["explore", "none.rs"], &["there is no file `none.rs`", "fn main()"]);
    refused(&["new-exercise", "csp/pipeline"], &["exists"]);
    refused(&["replay"], &["no schedule has failed so far", "cargo xtask check"]);
}

#[test]
fn a_misspelt_exercise_suggests_the_nearest_in_every_command() {
    for command in ["check", "hint", "reset", "solution", "replay", "verify"] {
        refused(&[command, "conter"], &["no exercise is called `conter`", "`threads/counter`"]);
    }
    refused(&["check", "zzz"], &["`cargo xtask list`"]);
}

/// One JSON document with the error on standard output.
#[track_caller]
fn refused_as_json(arguments: &[&str], code: i32, says: &str, hint: &str) {
    let run = run(&Fixture::new(), arguments);
    assert_eq!(run.code, code, "{}", run.err);
    let document: Value = serde_json::from_str(&run.out).expect("one JSON document");
    assert_eq!(document["exit_code"], code);
    let message = document["error"]["message"].as_str().unwrap();
    assert!(message.contains(says), "{message}");
    let found = document["error"]["hint"].as_str().unwrap();
    assert!(found.contains(hint), "{found}");
}

#[test]
fn errors_are_json_too_where_json_was_asked_for() {
    refused_as_json(&["check", "conter", "--json"], 2, "`conter`", "`threads/counter`");
    refused_as_json(&["check", "--json", "--sed", "1"], 2, "'--sed'", "'--seed'");
    refused_as_json(&["check", "--all", "--json", "x"], 2, "--all", "Usage");
    refused_as_json(&["explore", "none.rs", "--json"], 2, "`none.rs`", "fn main()");
    refused_as_json(&["verify", "conter", "--json"], 2, "`conter`", "`threads/counter`");
    refused_as_json(&["replay", "--json"], 2, "no schedule", "cargo xtask check");
}

#[test]
fn a_course_that_cannot_be_read_could_not_be_judged() {
    let fixture = Fixture::new();
    fixture.edit("course.toml", "[[session]]", "[[sesion]]");
    let text = run(&fixture, &["check"]);
    assert_eq!((text.code, text.out.as_str()), (3, ""));
    assert!(text.err.contains("course.toml:11: unknown field `sesion`"), "{}", text.err);
    let json = run(&fixture, &["check", "--json"]);
    assert_eq!(json.code, 3);
    let document: Value = serde_json::from_str(&json.out).expect("one JSON document");
    assert_eq!(document["exit_code"], 3);
    let nowhere = tempfile::tempdir().unwrap();
    let output = Command::new(env!("CARGO_BIN_EXE_xtask")).arg("list").current_dir(nowhere.path()).output().unwrap();
    assert_eq!(output.status.code(), Some(3));
}

#[test]
fn help_has_examples_and_is_no_error() {
    for (arguments, word) in [
        (&["--help"][..], "Exit codes: 0 passed, 1 failed"),
        (&["check", "--help"], "cargo xtask check --all"),
        (&["hint", "--help"], "cargo xtask hint counter --reset"),
        (&["reset", "--help"], "--yes"),
        (&["explore", "--help"], "cargo xtask explore program.rs"),
        (&["verify", "--help"], "--once"),
        (&["new-exercise", "--help"], "cargo xtask new-exercise threads/semaphore"),
    ] {
        let run = run(&Fixture::new(), arguments);
        assert_eq!(run.code, 0);
        assert!(run.out.contains(word), "no {word:?} in: {}", run.out);
        assert!(!run.out.contains("--root"), "{}", run.out);
    }
}

#[test]
fn list_shows_sessions_and_progress() {
    let fixture = Fixture::new();
    fixture.write(".course/progress", "done threads/counter 0123456789abcdef\nhints csp/pipeline 2\n");
    let text = run(&fixture, &["list"]);
    assert_eq!(text.code, 0);
    assert!(text.out.contains("Session 1: Shared state\n  solved, edited since"), "{}", text.out);
    assert!(text.out.contains("  next    threads/bounded_queue"), "{}", text.out);
    assert!(text.out.contains("  open    csp/pipeline"), "{}", text.out);
    assert!(text.out.contains("1 of 3 solved."), "{}", text.out);
    let json = run(&fixture, &["list", "--json"]);
    let document: Value = serde_json::from_str(&json.out).expect("one JSON document");
    assert_eq!(document["solved"], 1);
    assert_eq!(document["total"], 3);
    assert_eq!(document["next"], "threads/bounded_queue");
    assert_eq!(document["exercises"][0]["solved"], true);
    assert_eq!(document["exercises"][0]["edited_since"], true);
    assert_eq!(document["exercises"][0]["file"], "exercises/threads/counter.rs");
    assert_eq!(document["exercises"][2]["hints_shown"], 2);
    assert_eq!(document["exercises"][2]["session"], 2);
}

#[test]
fn an_exercise_that_cannot_be_read_stops_no_other() {
    let fixture = Fixture::new();
    fixture.edit("crates/threads/exercises/counter/exercise.toml", "\"std\"", "\"sdt\"");
    let list = run(&fixture, &["list"]);
    assert_eq!(list.code, 0);
    assert!(list.out.contains("exercise.toml:3: `kit`: unknown variant `sdt`"), "{}", list.out);
    assert_eq!(run(&fixture, &["hint", "pipeline"]).code, 0);
    let hint = run(&fixture, &["hint", "counter"]);
    assert_eq!(hint.code, 3, "{}", hint.err);
    assert!(hint.err.contains("`kit`"), "{}", hint.err);
}

#[test]
fn a_damaged_progress_file_is_kept_and_said_so() {
    let fixture = Fixture::new();
    fixture.write(".course/progress", "done threads/counter 0123456789abcdef\ndone\n");
    let list = run(&fixture, &["list"]);
    assert_eq!(list.code, 0);
    assert!(list.out.contains(".course/progress.damaged"), "{}", list.out);
    assert!(list.out.contains("1 of 3 solved."), "{}", list.out);
    assert!(fixture.path(".course/progress.damaged").exists());
    assert!(!run(&fixture, &["list"]).out.contains("damaged"));
}

#[test]
fn hints_advance_one_at_a_time_and_stop_at_the_last() {
    let fixture = Fixture::new();
    let hint = |arguments: &[&str]| run(&fixture, &[&["hint"], arguments].concat()).out;
    let first = hint(&[]);
    assert!(first.starts_with("Hint 1 of 3 for threads/counter\nOne.\n"), "{first}");
    assert!(!first.contains("Two."), "{first}");
    assert!(first.contains("cargo xtask hint threads/counter"), "{first}");
    let second = hint(&["counter"]);
    assert!(second.contains("Hint 2 of 3 for threads/counter\nTwo.\nStill two.\n"), "{second}");
    assert!(!second.contains("Three."), "{second}");
    let third = hint(&["threads/counter"]);
    assert!(third.contains("Three."), "{third}");
    assert!(third.contains("crates/threads/lessons/a-lesson.md"), "{third}");
    let fourth = hint(&[]);
    assert!(fourth.contains("Three.") && fourth.contains("all of them"), "{fourth}");
    assert!(hint(&["pipeline"]).starts_with("Hint 1 of 3 for csp/pipeline"));
    hint(&["counter", "--reset"]);
    assert_eq!(hint(&["counter"]), first);
}

#[test]
fn reset_keeps_every_old_file() {
    let fixture = Fixture::new();
    let file = "exercises/threads/counter.rs";
    let starter = fixture.read(file);
    fixture.write(".course/progress", "done threads/counter 0123456789abcdef\n");
    for (text, kept) in [("first", "before-reset"), ("second", "before-reset.2")] {
        fixture.write(file, text);
        let reset = run(&fixture, &["reset", "counter", "--yes"]);
        assert_eq!(reset.code, 0, "{}", reset.err);
        assert!(reset.out.contains(&format!("{file}.{kept}.\n")), "{}", reset.out);
        assert_eq!(fixture.read(&format!("{file}.{kept}")), text);
        assert_eq!(fixture.read(file), starter);
    }
    assert!(!fixture.read(".course/progress").contains("done"), "it is to be solved again");
    let again = run(&fixture, &["reset", "counter"]);
    assert_eq!(again.code, 0, "nothing would be lost, so nobody is asked: {}", again.err);
    assert!(again.out.contains("is the starter already"), "{}", again.out);
    assert!(!fixture.path(&format!("{file}.before-reset.3")).exists());
    fixture.remove(file);
    assert_eq!(run(&fixture, &["reset", "counter"]).code, 0);
    assert_eq!(fixture.read(file), starter);
}

#[test]
fn reset_refuses_where_nobody_can_be_asked() {
    let fixture = Fixture::new();
    let file = "exercises/threads/counter.rs";
    fixture.write(file, "mine");
    let reset = run(&fixture, &["reset", "counter"]);
    assert_eq!(reset.code, 2);
    assert!(reset.err.contains("--yes"), "{}", reset.err);
    assert_eq!(fixture.read(file), "mine");
    assert!(!fixture.path(&format!("{file}.before-reset")).exists());
}

#[test]
fn reset_asks_and_takes_no_for_an_answer() {
    let fixture = Fixture::new();
    let file = "exercises/threads/counter.rs";
    fixture.write(file, "mine");
    let answered = |answer: &str| -> (Result<u8, Failure>, String) {
        let mut answers = Cursor::new(answer.to_owned());
        let arguments = cli::Reset { exercise: "counter".to_owned(), yes: false };
        called(|t| {
            let mut asking =
                Terminal { out: &mut *t.out, answers: Some(&mut answers), color: false, links: false, width: 80 };
            reset::run(&mut asking, &catalogue(&fixture), fixture.root(), &arguments)
        })
    };
    for no in ["n\n", "\n", "", "yesterday\n"] {
        let (result, out) = answered(no);
        assert_eq!(result, Ok(0));
        assert!(out.contains("[y/n] Nothing was changed."), "{out}");
        assert_eq!(fixture.read(file), "mine");
    }
    assert_eq!(answered("y\n").0, Ok(0));
    assert_eq!(fixture.read(&format!("{file}.before-reset")), "mine");
    assert!(fixture.read(file).contains("The task of counter."));
}

#[test]
fn the_solution_is_for_who_has_solved_it_or_asks_for_a_spoiler() {
    let fixture = Fixture::new();
    let early = run(&fixture, &["solution", "counter"]);
    assert_eq!((early.code, early.out.as_str()), (2, ""));
    assert!(early.err.contains("--spoil"), "{}", early.err);
    let spoiled = run(&fixture, &["solution", "counter", "--spoil"]);
    assert_eq!(spoiled.code, 0);
    assert!(spoiled.out.contains("pub fn answer() -> u64 {\n    42\n}\n"), "{}", spoiled.out);
    assert!(spoiled.out.contains("by multiplication"), "{}", spoiled.out);
    fixture.write(".course/progress", "done threads/counter 0123456789abcdef\n");
    assert_eq!(run(&fixture, &["solution", "counter"]).out, spoiled.out);
}

#[test]
fn colour_is_for_terminals_and_for_who_forces_it() {
    let fixture = Fixture::new();
    assert!(!run(&fixture, &["list"]).out.contains('\x1b'), "a pipe gets plain text");
    let forced = xtask(&fixture).env("CLICOLOR_FORCE", "1").arg("list").output().unwrap();
    assert!(forced.stdout.contains(&b'\x1b'));
    let refused = xtask(&fixture).env("NO_COLOR", "1").args(["check", "x"]).output().unwrap();
    assert!(!refused.stderr.contains(&b'\x1b'));
    let json = xtask(&fixture).env("CLICOLOR_FORCE", "1").args(["list", "--json"]).output().unwrap();
    assert!(!json.stdout.contains(&b'\x1b'), "a document has no colours");
}

#[test]
fn doctor_names_what_is_there_and_how_to_mend_what_is_not() {
    let fixture = Fixture::new();
    let found = run(&fixture, &["doctor"]);
    assert_eq!(found.code, 0, "{}", found.out);
    for word in ["rustc 1.", "cargo 1.", "an empty program links", "can be written"] {
        assert!(found.out.contains(word), "no {word:?} in: {}", found.out);
    }
    // A machine without any tool.
    let empty = tempfile::tempdir().unwrap();
    let output = xtask(&fixture).env("PATH", empty.path()).arg("doctor").output().unwrap();
    let out = String::from_utf8(output.stdout).unwrap();
    assert_eq!(output.status.code(), Some(3), "{out}");
    assert!(out.contains("missing   rustc"), "{out}");
    assert!(out.contains("to mend it: install Rust"), "{out}");
    assert!(out.contains("to mend it: rustup component add clippy"), "{out}");
    assert!(out.contains("to mend it: cargo install --locked cargo-deny"), "{out}");
}

#[test]
fn a_scaffold_is_written_and_found() {
    let fixture = Fixture::new();
    let new = run(&fixture, &["new-exercise", "threads/semaphore", "--lesson", "a-lesson"]);
    assert_eq!(new.code, 0, "{}", new.err);
    assert!(new.out.contains("wrote crates/threads/exercises/semaphore/exercise.toml"));
    assert!(!new.out.contains("a-lesson.md"), "a lesson that is there is left alone");
    assert_eq!(fixture.read("crates/threads/lessons/a-lesson.md"), "# A lesson\n");
    assert_eq!(run(&fixture, &["hint", "semaphore"]).code, 0);
    let twice = run(&fixture, &["new-exercise", "threads/semaphore"]);
    assert_eq!(twice.code, 2);
    assert!(twice.err.contains("exists"), "{}", twice.err);
}
