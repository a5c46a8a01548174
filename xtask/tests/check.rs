//! `check` and `replay`: which exercise is judged, what is recorded, what is said.

mod support;

use course::{Diagnosis, Failures, Progress};
use support::{Fixture, Reader, With, called, catalogue, failed, not_judged, passed, read};
use xtask::{check, cli, failure::Failure, judge::Judge, progress::Reporter, replay};

const RIGHT: &str = "//! Mine.\n\npub fn answer() -> u64 {\n    42\n}\n";

fn run(fixture: &Fixture, judge: &dyn Judge, arguments: cli::Check) -> (u8, String) {
    let catalogue = catalogue(fixture);
    let silent = &Reporter::silent();
    let (result, out) = called(|t| check::run(t, &catalogue, judge, silent, fixture.root(), &arguments));
    (result.expect("it can be judged"), out)
}

fn refused(fixture: &Fixture, arguments: cli::Check) -> Failure {
    let catalogue = catalogue(fixture);
    let silent = &Reporter::silent();
    let judge = Reader::default();
    let (result, out) = called(|t| check::run(t, &catalogue, &judge, silent, fixture.root(), &arguments));
    assert!(judge.asked.lock().unwrap().is_empty(), "nothing is judged");
    result.expect_err(&out)
}

fn named(exercise: &str) -> cli::Check {
    cli::Check { exercise: Some(exercise.to_owned()), ..cli::Check::default() }
}

fn progress(fixture: &Fixture) -> Progress {
    Progress::load(fixture.root()).unwrap()
}

#[test]
fn the_first_run_says_what_this_is_and_the_second_does_not() {
    let fixture = Fixture::new();
    let judge = Reader::default();
    let (code, out) = run(&fixture, &judge, cli::Check::default());
    assert_eq!(code, 1);
    let lines: Vec<&str> = out.lines().collect();
    assert!(lines[0].starts_with("A small course: you edit a file"), "{out}");
    assert_eq!(lines[3], "", "three lines, then the exercise: {out}");
    assert_eq!(lines[4], "threads/counter: The counter  (session 1, 30 minutes)");
    assert_eq!(lines[5], "exercises/threads/counter.rs");
    assert_eq!(lines[6], "It is about counter.");
    let (_, again) = run(&fixture, &judge, cli::Check::default());
    assert!(again.starts_with("threads/counter: The counter"), "{again}");
}

#[test]
fn a_failure_says_what_to_do_and_is_remembered_for_replay() {
    let fixture = Fixture::new();
    let (code, out) = run(&fixture, &Reader::default(), named("pipeline"));
    assert_eq!(code, 1);
    assert!(out.contains("cargo xtask check csp/pipeline"), "{out}");
    assert!(out.contains("cargo xtask hint csp/pipeline"), "{out}");
    assert!(!progress(&fixture).is_done("csp/pipeline"));
    let failures = Failures::load(fixture.root()).unwrap();
    assert_eq!(failures.last(None).unwrap().replay, "first:schedule of pipeline");
}

#[test]
fn a_pass_is_recorded_and_names_the_next_without_going_there() {
    let fixture = Fixture::new();
    let judge = Reader::default();
    fixture.write("exercises/threads/counter.rs", RIGHT);
    let (code, out) = run(&fixture, &judge, cli::Check::default());
    assert_eq!(code, 0);
    assert!(out.contains("Solved: 5 of 5 points."), "{out}");
    assert!(out.contains("cargo xtask solution threads/counter"), "{out}");
    assert!(out.contains("cargo xtask check threads/bounded_queue"), "{out}");
    assert_eq!(judge.asked.lock().unwrap().len(), 1);
    assert!(progress(&fixture).is_done("threads/counter"));
    assert_eq!(Failures::load(fixture.root()).unwrap().last(None), None);
    let (code, out) = run(&fixture, &judge, cli::Check::default());
    assert_eq!(code, 1);
    assert!(out.starts_with("threads/bounded_queue"), "{out}");
}

#[test]
fn only_the_exercises_own_schedules_solve_it() {
    let fixture = Fixture::new();
    fixture.write("exercises/threads/counter.rs", RIGHT);
    for arguments in [
        cli::Check { schedules: Some(1), ..named("counter") },
        cli::Check { seed: Some(7), ..named("counter") },
        cli::Check { replay: Some("x".to_owned()), ..named("counter") },
    ] {
        let (code, out) = run(&fixture, &Reader::default(), arguments);
        assert_eq!(code, 0);
        assert!(out.contains("Nothing was recorded"), "{out}");
        assert!(!progress(&fixture).is_done("threads/counter"));
    }
}

#[test]
fn a_file_elsewhere_is_judged_and_nothing_is_recorded() {
    let fixture = Fixture::new();
    fixture.write("elsewhere/mine.rs", RIGHT);
    let arguments = cli::Check { file: Some(fixture.path("elsewhere/mine.rs")), ..named("counter") };
    let judge = Reader::default();
    let (code, _) = run(&fixture, &judge, arguments);
    assert_eq!(code, 0);
    assert!(!fixture.path(".course").exists(), "no trace at all");
    assert_eq!(judge.asked.lock().unwrap()[0].1, fixture.path("elsewhere/mine.rs"));
    assert!(!progress(&fixture).is_done("threads/counter"));
    fixture.write("elsewhere/mine.rs", "wrong");
    let arguments = cli::Check { file: Some(fixture.path("elsewhere/mine.rs")), ..named("counter") };
    assert_eq!(run(&fixture, &judge, arguments).0, 1);
    assert_eq!(Failures::load(fixture.root()).unwrap().last(None), None);
}

#[test]
fn what_was_saved_while_it_was_judged_does_not_count() {
    let fixture = Fixture::new();
    fixture.write("exercises/threads/counter.rs", RIGHT);
    let judge = With(|exercise: &course::Exercise, file: &std::path::Path, _: &_| {
        let verdict = read(exercise, file);
        fixture.write("exercises/threads/counter.rs", "not that any more");
        Ok(verdict)
    });
    run(&fixture, &judge, named("counter"));
    assert!(!progress(&fixture).is_done("threads/counter"));
}

#[test]
fn missing_files_are_refused() {
    let fixture = Fixture::new();
    fixture.remove("exercises/threads/counter.rs");
    let failure = refused(&fixture, named("counter"));
    assert_eq!((failure.code, failure.message.contains("is missing")), (2, true));
    assert!(failure.hint.unwrap().contains("cargo xtask reset threads/counter"));
    let arguments = cli::Check { file: Some("none.rs".into()), ..named("counter") };
    let failure = refused(&fixture, arguments);
    assert_eq!((failure.code, failure.message.as_str()), (2, "there is no file `none.rs`"));
}

#[test]
fn a_course_without_exercises_is_no_pass() {
    let fixture = Fixture::new();
    std::fs::remove_dir_all(fixture.path("crates")).unwrap();
    assert_eq!(refused(&fixture, cli::Check::default()).code, 3);
    assert_eq!(refused(&fixture, cli::Check { all: true, ..cli::Check::default() }).code, 3);
}

#[test]
fn json_is_the_verdict_and_nothing_else_and_counts_too() {
    let fixture = Fixture::new();
    fixture.write("exercises/threads/counter.rs", RIGHT);
    let arguments = || cli::Check { json: true, ..cli::Check::default() };
    let (code, out) = run(&fixture, &Reader::default(), arguments());
    assert_eq!(code, 0);
    let document: serde_json::Value = serde_json::from_str(&out).expect("one JSON document");
    assert_eq!(document["exercise"], "threads/counter");
    assert_eq!(document["verdict"], "passed");
    assert!(progress(&fixture).is_done("threads/counter"));
    let (code, out) = run(&fixture, &Reader::default(), arguments());
    assert_eq!(code, 1);
    assert_eq!(serde_json::from_str::<serde_json::Value>(&out).unwrap()["verdict"], "failed");
}

#[test]
fn all_judges_every_one_and_fails_if_any_does() {
    let fixture = Fixture::new();
    fixture.write("exercises/threads/counter.rs", RIGHT);
    let arguments = || cli::Check { all: true, ..cli::Check::default() };
    let (code, out) = run(&fixture, &Reader::default(), arguments());
    assert_eq!(code, 1);
    assert!(out.contains("threads/counter        passed          5/5\n"), "{out}");
    assert!(out.contains("csp/pipeline           failed          3/5  wrong-result in first\n"), "{out}");
    assert!(out.ends_with("1 of 3 solved, 11 of 15 points\n"), "{out}");
    assert!(progress(&fixture).is_done("threads/counter"));
    for file in ["threads/bounded_queue", "csp/pipeline"] {
        fixture.write(&format!("exercises/{file}.rs"), RIGHT);
    }
    assert_eq!(run(&fixture, &Reader::default(), arguments()).0, 0);
    let (code, out) = run(&fixture, &Reader::default(), cli::Check::default());
    assert_eq!(code, 0);
    assert!(out.contains("Every exercise is solved, all 3 of them."), "{out}");
}

#[test]
fn all_tells_failed_from_not_judged() {
    let fixture = Fixture::new();
    let one_of = |bad: &'static str| {
        With(move |exercise: &course::Exercise, file: &std::path::Path, _: &_| match (exercise.name.as_str(), bad) {
            ("counter", "not judged") => Ok(not_judged(exercise, file)),
            ("counter", "error") => Err(Failure::internal("no linker")),
            ("counter", "both") => Ok(not_judged(exercise, file)),
            ("pipeline", "both") => Ok(failed(exercise, file, Diagnosis::Race, 1)),
            _ => Ok(passed(exercise, file)),
        })
    };
    let arguments = || cli::Check { all: true, ..cli::Check::default() };
    let (code, out) = run(&fixture, &one_of("not judged"), arguments());
    assert_eq!(code, 3);
    assert!(out.contains("the machine is on fire"), "{out}");
    let (code, out) = run(&fixture, &one_of("error"), arguments());
    assert_eq!(code, 3);
    assert!(out.contains("not judged") && out.contains("no linker"), "{out}");
    assert_eq!(run(&fixture, &one_of("both"), arguments()).0, 1);
    assert_eq!(run(&fixture, &one_of("none"), arguments()).0, 0);
}

#[test]
fn all_as_json_has_every_verdict_in_order() {
    let fixture = Fixture::new();
    fixture.edit("crates/csp/exercises/pipeline/exercise.toml", "kit", "kid");
    let arguments = cli::Check { all: true, json: true, ..cli::Check::default() };
    let (code, out) = run(&fixture, &Reader::default(), arguments);
    assert_eq!(code, 1);
    let document: serde_json::Value = serde_json::from_str(&out).unwrap();
    assert_eq!(document["verdict"], "failed");
    assert_eq!(document["exercises"][0]["exercise"], "threads/counter");
    assert_eq!(document["exercises"][1]["exercise"], "threads/bounded_queue");
    assert_eq!(document["exercises"][2]["exercise"], "csp/pipeline");
    let message = document["exercises"][2]["error"]["message"].as_str().unwrap();
    assert!(message.contains("exercise.toml:3: `kid`"), "{message}");
}

fn replayed(fixture: &Fixture, arguments: &[&str]) -> (Result<u8, Failure>, String, Reader) {
    let catalogue = catalogue(fixture);
    let judge = Reader::default();
    let arguments = cli::Replay {
        exercise: arguments.first().map(|text| (*text).to_owned()),
        string: arguments.get(1).map(|text| (*text).to_owned()),
        json: false,
    };
    let silent = &Reporter::silent();
    let (result, out) = called(|t| replay::run(t, &catalogue, &judge, silent, fixture.root(), &arguments));
    (result, out, judge)
}

#[test]
fn replay_takes_the_last_failure_or_the_string_given() {
    let fixture = Fixture::new();
    let failure = replayed(&fixture, &[]).0.unwrap_err();
    assert_eq!((failure.code, failure.message.as_str()), (2, "no schedule has failed so far"));
    run(&fixture, &Reader::default(), named("counter"));
    run(&fixture, &Reader::default(), named("pipeline"));
    for (arguments, exercise, string) in [
        (&[][..], "csp/pipeline", "first:schedule of pipeline"),
        (&["counter"], "threads/counter", "first:schedule of counter"),
        (&["counter", "other"], "threads/counter", "other"),
        (&["bounded_queue", "third"], "threads/bounded_queue", "third"),
        (&["first:given alone"], "csp/pipeline", "first:given alone"),
    ] {
        let (result, out, judge) = replayed(&fixture, arguments);
        assert_eq!(result, Ok(1));
        assert!(!out.contains("was edited"), "{out}");
        let asked = judge.asked.into_inner().unwrap();
        assert_eq!(asked[0].0, exercise);
        assert_eq!(asked[0].2.replay.as_deref(), Some(string));
    }
    let failure = replayed(&fixture, &["bounded_queue"]).0.unwrap_err();
    assert_eq!(failure.message, "no schedule of `threads/bounded_queue` has failed");
}

#[test]
fn replay_says_that_the_file_was_edited_since() {
    let fixture = Fixture::new();
    run(&fixture, &Reader::default(), named("counter"));
    fixture.write("exercises/threads/counter.rs", RIGHT);
    let (result, out, _) = replayed(&fixture, &[]);
    assert_eq!(result, Ok(0));
    assert!(out.starts_with("exercises/threads/counter.rs was edited since"), "{out}");
    assert!(!progress(&fixture).is_done("threads/counter"), "one schedule solves nothing");
}
