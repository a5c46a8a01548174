//! `verify` is judged by courses in which exactly one thing is wrong: each must be reported.

mod support;

use course::{Diagnosis, Exercise};
use grader::{Outcome, Verdict};
use std::{
    path::Path,
    sync::atomic::{AtomicUsize, Ordering},
};
use support::{Fixture, Reader, With, called, catalogue, failed, not_judged, passed, read};
use xtask::{cli, failure::Failure, judge::Judge, judge::Request, new_exercise, progress::Reporter, verify};

fn arguments() -> cli::Verify {
    cli::Verify { exercises: vec![], json: false, once: false, table: false, pristine: false }
}

fn run(fixture: &Fixture, judge: &dyn Judge, arguments: &cli::Verify) -> (u8, String) {
    let catalogue = catalogue(fixture);
    let silent = &Reporter::silent();
    let (result, out) = called(|t| verify::run(t, &catalogue, judge, silent, fixture.root(), arguments));
    (result.expect(&out), out)
}

/// Judges like [`Reader`], except for the file of the counter whose path ends so.
fn except(end: &'static str, verdict: impl Fn(&Exercise, &Path) -> Verdict + Sync) -> impl Judge {
    With(move |exercise: &Exercise, file: &Path, _: &Request| {
        let this = exercise.name == "counter" && file.ends_with(end);
        Ok(if this { verdict(exercise, file) } else { read(exercise, file) })
    })
}

/// Exactly one problem is reported, in a line with all these words.
#[track_caller]
fn one(judge: &dyn Judge, words: &[&str]) {
    let (code, out) = run(&Fixture::new(), judge, &arguments());
    let problems: Vec<&str> = out.lines().filter(|line| line.starts_with("problem")).collect();
    assert_eq!(problems.len(), 1, "{out}");
    assert_eq!(code, 1, "{out}");
    for word in words {
        assert!(problems[0].contains(word), "no {word:?} in: {out}");
    }
    assert!(out.ends_with("1 problem\n"), "{out}");
}

#[test]
fn a_sound_course_has_no_problem_and_everything_is_judged_twice() {
    let judge = Reader::default();
    let (code, out) = run(&Fixture::new(), &judge, &arguments());
    assert_eq!((code, out.as_str()), (0, "3 exercises, 18 answers judged twice: no problem\n"));
    assert_eq!(judge.asked.lock().unwrap().len(), 36);
    let asked = judge.asked.into_inner().unwrap();
    let times = |fresh| {
        let request = Request { fresh, ..Request::default() };
        asked.iter().filter(|(_, _, asked)| *asked == request).count()
    };
    assert_eq!((times(false), times(true)), (18, 18), "the second is not a remembered one");
}

#[test]
fn starters_must_compile_and_fail_as_stated() {
    one(&except("starter.rs", passed), &["counter/starter.rs: the untouched starter must fail"]);
    let other = except("starter.rs", |e, f| failed(e, f, Diagnosis::Race, 1));
    one(&other, &["must fail with `wrong-result`", "got `race` in check `second`"]);
    let broken = except("starter.rs", |e, f| Verdict {
        compiler: Some("warning: unused\nerror[E0308]: mismatched types\n".to_owned()),
        ..failed(e, f, Diagnosis::DoesNotCompile, 0)
    });
    one(&broken, &["must compile", "error[E0308]: mismatched types"]);
}

#[test]
fn right_answers_must_pass() {
    for file in ["solutions/threads/counter.rs", "right/counter/product.rs"] {
        let judge = except(file, |e, f| failed(e, f, Diagnosis::Deadlock, 0));
        one(&judge, &[file, "must pass, got `deadlock` in check `first`: expected 42"]);
    }
    let fewer = except("product.rs", |e, f| Verdict { points: 4, ..passed(e, f) });
    one(&fewer, &["passes with 4 points, expected 5"]);
}

#[test]
fn wrong_answers_must_be_found_out_for_their_own_reason() {
    let file = "wrong/counter/less.rs";
    one(&except(file, passed), &[file, "must fail with `wrong-result`, it passes"]);
    let other = except(file, |e, f| failed(e, f, Diagnosis::Race, 0));
    one(&other, &[file, "must fail with `wrong-result`, got `race`"]);
    let later = except(file, |e, f| failed(e, f, Diagnosis::WrongResult, 1));
    one(&later, &[file, "must first fail check `first`, the first was `second`"]);
}

#[test]
fn a_verdict_that_is_not_the_same_twice_is_a_problem() {
    let times = AtomicUsize::new(0);
    let file = "wrong/counter/less.rs";
    let judge = except(file, |exercise, file| {
        let mut verdict = failed(exercise, file, Diagnosis::WrongResult, 0);
        verdict.checks[0].schedules += times.fetch_add(1, Ordering::Relaxed) as u64;
        verdict
    });
    one(&judge, &[file, "two verdicts on it differ", "`\"schedules\": 5,`", "`\"schedules\": 6,`"]);
    times.store(0, Ordering::Relaxed);
    let once = cli::Verify { once: true, ..arguments() };
    let (code, out) = run(&Fixture::new(), &judge, &once);
    assert_eq!((code, out.as_str()), (0, "3 exercises, 18 answers judged once: no problem\n"));
}

#[test]
fn a_verdict_without_all_checks_is_a_problem() {
    let judge = except("product.rs", |exercise, file| {
        let mut verdict = passed(exercise, file);
        verdict.checks.pop();
        verdict
    });
    one(&judge, &["the verdict's checks are not the exercise's: first"]);
}

#[test]
fn what_could_not_be_judged_is_our_side() {
    let judge = except("product.rs", not_judged);
    let (code, out) = run(&Fixture::new(), &judge, &arguments());
    assert_eq!(code, 3, "{out}");
    assert!(out.contains("could not be judged: the machine is on fire"), "{out}");
    let judge =
        With(|_: &Exercise, _: &Path, _: &Request| Err(Failure::internal("no linker").with_hint("install one")));
    let (code, out) = run(&Fixture::new(), &judge, &arguments());
    assert_eq!(code, 3, "{out}");
    assert!(out.contains("could not be judged: no linker (install one) (and 5 more like it)"), "{out}");
    assert!(out.ends_with("3 problems\n"), "one cause an exercise, said once: {out}");
}

#[test]
fn every_problem_is_reported_the_courses_own_too() {
    let fixture = Fixture::new();
    fixture.remove("crates/csp/exercises/pipeline/hints.md");
    fixture.remove("solutions/threads/wrong/bounded_queue/more.rs");
    let judge = except("product.rs", |e, f| failed(e, f, Diagnosis::Race, 0));
    let (code, out) = run(&fixture, &judge, &arguments());
    assert_eq!(code, 1);
    assert!(out.contains("hints.md: the hints are missing"), "{out}");
    assert!(out.contains("2 known-wrong answers"), "{out}");
    assert!(out.contains("product.rs: must pass, got `race`"), "{out}");
    assert!(out.ends_with("3 problems\n"), "{out}");
}

#[test]
fn one_exercise_can_be_verified_alone() {
    let fixture = Fixture::new();
    fixture.remove("crates/csp/exercises/pipeline/hints.md");
    let counter = cli::Verify { exercises: vec!["counter".to_owned()], ..arguments() };
    let judge = Reader::default();
    let (code, out) = run(&fixture, &judge, &counter);
    assert_eq!((code, out.as_str()), (0, "1 exercise, 6 answers judged twice: no problem\n"));
    assert!(judge.asked.into_inner().unwrap().iter().all(|(id, ..)| id == "threads/counter"));
}

#[test]
fn a_learners_copy_is_a_note_and_for_a_release_a_problem() {
    let fixture = Fixture::new();
    fixture.write("exercises/threads/counter.rs", "mine");
    let (code, out) = run(&fixture, &Reader::default(), &arguments());
    assert_eq!(code, 0);
    assert!(out.starts_with("note: exercises/threads/counter.rs: differs"), "{out}");
    let pristine = cli::Verify { pristine: true, ..arguments() };
    let (code, out) = run(&fixture, &Reader::default(), &pristine);
    assert_eq!(code, 1);
    assert!(out.starts_with("problem: exercises/threads/counter.rs: differs"), "{out}");
}

#[test]
fn the_table_has_every_wrong_answer_and_what_it_needed() {
    let table = cli::Verify { table: true, ..arguments() };
    let (_, out) = run(&Fixture::new(), &Reader::default(), &table);
    let rows: Vec<&str> = out.lines().filter(|line| line.starts_with("| ")).collect();
    assert_eq!(rows.len(), 2 + 9, "{out}");
    assert_eq!(rows[2], "| threads/counter       | less         | wrong-result | first     |         5 |");
}

#[test]
fn json_is_one_document_with_problems_and_answers() {
    let json = cli::Verify { json: true, table: true, ..arguments() };
    let judge = except("product.rs", |e, f| failed(e, f, Diagnosis::Race, 0));
    let (code, out) = run(&Fixture::new(), &judge, &json);
    let document: serde_json::Value = serde_json::from_str(&out).expect("one JSON document");
    assert_eq!((code, &document["exit_code"]), (1, &serde_json::json!(1)));
    assert_eq!(document["verdict"], "failed");
    assert_eq!(document["problems"][0]["file"], "solutions/threads/right/counter/product.rs");
    assert_eq!(document["answers"].as_array().unwrap().len(), 18);
    assert_eq!(document["answers"][0]["sort"], "starter");
    assert_eq!(document["answers"][0]["verdict"], "failed");
    assert_eq!(document["answers"][0]["same_twice"], true);
}

#[test]
fn a_course_without_exercises_verifies_nothing() {
    let fixture = Fixture::new();
    std::fs::remove_dir_all(fixture.path("crates")).unwrap();
    for folder in ["exercises", "solutions"] {
        std::fs::remove_dir_all(fixture.path(folder)).unwrap();
    }
    let course = fixture.read("course.toml");
    let course: Vec<&str> =
        course.lines().filter(|line| !line.starts_with("exercises") && !line.starts_with("lessons")).collect();
    fixture.write("course.toml", &course.join("\n"));
    let catalogue = catalogue(&fixture);
    let silent = &Reporter::silent();
    let judge = Reader::default();
    let (result, _) = called(|t| verify::run(t, &catalogue, &judge, silent, fixture.root(), &arguments()));
    assert_eq!(result.unwrap_err().code, 3);
}

#[test]
fn a_scaffold_is_judged_rightly_and_verify_names_what_is_left_to_write() {
    let fixture = Fixture::new();
    let new = cli::NewExercise { id: "csp/sieve".to_owned(), lesson: None };
    let (result, out) = called(|t| new_exercise::run(t, &catalogue(&fixture), &new));
    assert_eq!(result, Ok(0), "{out}");
    let sieve = cli::Verify { exercises: vec!["csp/sieve".to_owned()], ..arguments() };
    let (code, out) = run(&fixture, &Reader::default(), &sieve);
    assert_eq!(code, 1);
    let problems: Vec<&str> = out.lines().filter(|line| line.starts_with("problem")).collect();
    for problem in &problems {
        assert!(
            problem.contains("still to write: ") || problem.contains("in no session"),
            "only what is unwritten: {out}"
        );
    }
    for file in [
        "crates/csp/exercises/sieve/exercise.toml:1:",
        "crates/csp/exercises/sieve/starter.rs:1:",
        "crates/csp/exercises/sieve/checks.rs:1:",
        "crates/csp/exercises/sieve/hints.md:1:",
        "crates/csp/lessons/sieve.md:3:",
        "solutions/csp/sieve.rs:1:",
        "solutions/csp/right/sieve/product.rs:2:",
        "solutions/csp/wrong/sieve/off_by_one.rs:4:",
        "course.toml: in no session: name \"csp/sieve\"",
    ] {
        assert!(out.contains(file), "no {file} in {out}");
    }

    // An author who does all of it is done.
    for file in out.lines().filter_map(|line| line.strip_prefix("problem: ")) {
        let (path, _) = file.split_once(':').unwrap();
        let text = fixture.read(path);
        let kept: Vec<&str> = text.lines().filter(|line| !line.contains("TODO(author):")).collect();
        fixture.write(path, &format!("{}\n", kept.join("\n")));
    }
    fixture.write("exercises/csp/sieve.rs", &fixture.read("crates/csp/exercises/sieve/starter.rs"));
    fixture.edit("course.toml", "[\"csp/pipeline\"]", "[\"csp/pipeline\", \"csp/sieve\"]");
    let (code, out) = run(&fixture, &Reader::default(), &sieve);
    assert_eq!(code, 0, "{out}");
}

#[test]
fn a_scaffold_is_refused_where_something_is_or_the_name_is_none() {
    let fixture = Fixture::new();
    fixture.write("solutions/csp/wrong/left_over/a.rs", "");
    for (id, says) in [
        ("csp/pipeline", "exists"),
        ("csp/left_over", "`solutions/csp/wrong/left_over` is there"),
        ("sieve", "no exercise's id"),
        ("go/sieve", "no model `go`"),
        ("csp/Sieve", "cannot be the name"),
        ("csp/loop", "cannot be the name"),
        ("csp/lib", "cannot be the name"),
        ("csp/../x", "cannot be the name"),
        ("csp/", "cannot be the name"),
    ] {
        let new = cli::NewExercise { id: id.to_owned(), lesson: None };
        let (result, out) = called(|t| new_exercise::run(t, &catalogue(&fixture), &new));
        let failure = result.expect_err(id);
        assert_eq!(failure.code, 2, "{id}");
        assert!(failure.message.contains(says), "{id}: {failure}");
        assert!(failure.hint.is_some(), "{id}");
        assert_eq!(out, "");
    }
    let bad = cli::NewExercise { id: "csp/sieve".to_owned(), lesson: Some("../x".to_owned()) };
    let (result, _) = called(|t| new_exercise::run(t, &catalogue(&fixture), &bad));
    assert_eq!(result.unwrap_err().code, 2);
    assert!(!fixture.path("solutions/csp/sieve.rs").exists());
}

#[test]
fn verdicts_of_the_wrong_sort_are_told_apart() {
    // The judge of these tests must itself be able to give every verdict.
    let fixture = Fixture::new();
    let catalogue = catalogue(&fixture);
    let exercise = catalogue.exercise("threads/counter").unwrap();
    let outcome = |path: &str| read(exercise, &fixture.path(path)).verdict;
    assert_eq!(outcome("solutions/threads/counter.rs"), Outcome::Passed);
    assert_eq!(outcome("solutions/threads/wrong/counter/less.rs"), Outcome::Failed);
    assert_eq!(outcome("crates/threads/exercises/counter/starter.rs"), Outcome::Failed);
}
