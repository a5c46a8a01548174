//! The learner's state survives crashes, older and newer versions, editors and other terminals.

mod fixture;

use course::{Failure, Failures, Progress, fingerprint};
use fixture::Fixture;
use std::{fs, thread};

const FILE: &str = ".course/progress";

fn update<R>(fixture: &Fixture, change: impl FnOnce(&mut Progress) -> R) -> R {
    Progress::update(fixture.root(), change).expect("progress can be written")
}

fn load(fixture: &Fixture) -> Progress {
    Progress::load(fixture.root()).expect("progress can be read")
}

#[test]
fn a_fresh_clone_has_none() {
    let fixture = Fixture::new();
    assert!(!Progress::exists(fixture.root()));
    assert_eq!(load(&fixture), Progress::default());
    assert!(!Progress::exists(fixture.root()), "reading creates nothing");
}

#[test]
fn it_is_plain_text_with_a_warning_on_top() {
    let fixture = Fixture::new();
    update(&fixture, |progress| {
        progress.set_done("threads/counter", "abc");
        progress.set_hints_shown("csp/pipeline", 2);
    });
    let text = "# Kept by `cargo xtask`; please do not edit it by hand.\n\
                done threads/counter abc\nhints csp/pipeline 2\n";
    assert_eq!(fixture.read(FILE), text);
    let progress = load(&fixture);
    assert!(progress.is_done("threads/counter"));
    assert_eq!(progress.done("threads/counter").unwrap().hash, "abc");
    assert_eq!(progress.hints_shown("csp/pipeline"), 2);
    assert_eq!(progress.hints_shown("threads/counter"), 0);
}

#[test]
fn an_exercise_has_one_line_of_each_kind() {
    let fixture = Fixture::new();
    for hash in ["1", "2"] {
        update(&fixture, |progress| progress.set_done("threads/counter", hash));
    }
    for shown in [1, 2] {
        update(&fixture, |progress| progress.set_hints_shown("threads/counter", shown));
    }
    let text = fixture.read(FILE);
    assert_eq!(text.matches("done threads/counter").count(), 1, "{text}");
    assert!(text.contains("done threads/counter 2\nhints threads/counter 2\n"), "{text}");
    update(&fixture, |progress| {
        progress.clear_done("threads/counter");
        progress.set_hints_shown("threads/counter", 0);
    });
    assert_eq!(fixture.read(FILE).lines().count(), 1);
}

#[test]
fn unknown_lines_are_kept() {
    let fixture = Fixture::new();
    fixture.write(FILE, "done threads/counter 1\nreviewed threads/counter 2031-01-01\n# mine\n");
    update(&fixture, |progress| progress.set_done("csp/pipeline", "2"));
    let text = fixture.read(FILE);
    assert!(text.contains("\nreviewed threads/counter 2031-01-01\n# mine\n"), "{text}");
    assert!(!fixture.path(".course/progress.damaged").exists());
}

#[test]
fn a_damaged_file_is_set_aside_and_the_rest_of_it_kept() {
    let fixture = Fixture::new();
    for (number, damaged) in [
        &b"done threads/counter 1\ndone csp/pipe\xff\xfeline 2\n"[..],
        b"done threads/counter 1\nhints threads/counter many\n",
        b"done threads/counter 1\ndone\n\0\0\0\0",
    ]
    .iter()
    .enumerate()
    {
        fs::create_dir_all(fixture.path(".course")).unwrap();
        fs::write(fixture.path(FILE), damaged).unwrap();
        let progress = load(&fixture);
        let aside = progress.set_aside.clone().expect("it was set aside");
        let name = ["progress.damaged", "progress.damaged.2", "progress.damaged.3"][number];
        assert_eq!(aside.file_name().unwrap(), name);
        assert_eq!(fs::read(aside).unwrap(), *damaged, "nothing of it is lost");
        assert!(progress.is_done("threads/counter"));
        assert_eq!(load(&fixture).set_aside, None, "it is mended");
        assert!(load(&fixture).is_done("threads/counter"));
    }
}

#[test]
fn two_terminals_lose_none_of_each_others_changes() {
    let fixture = Fixture::new();
    thread::scope(|scope| {
        for writer in 0..4 {
            let fixture = &fixture;
            scope.spawn(move || {
                for number in 0..10 {
                    let id = format!("threads/e{writer}_{number}");
                    update(fixture, |progress| progress.set_done(&id, "1"));
                }
            });
        }
    });
    let text = fixture.read(FILE);
    assert_eq!(text.lines().filter(|line| line.starts_with("done ")).count(), 40, "{text}");
    let left = fs::read_dir(fixture.path(".course")).unwrap().count();
    assert_eq!(left, 2, "progress and lock, no temporary file");
}

#[test]
fn a_fingerprint_tells_contents_apart() {
    assert_eq!(fingerprint(b"a"), fingerprint(b"a"));
    assert_ne!(fingerprint(b"a"), fingerprint(b"b"));
    assert_eq!(fingerprint(b"").len(), 16);
}

#[test]
fn the_last_failure_of_each_exercise_is_remembered() {
    let fixture = Fixture::new();
    let root = fixture.root();
    let failure = |exercise: &str, replay: &str| Failure {
        exercise: exercise.to_owned(),
        hash: "0123".to_owned(),
        replay: replay.to_owned(),
    };
    assert_eq!(Failures::load(root).unwrap(), Failures::default());
    for (exercise, replay) in
        [("threads/counter", "first:1a b"), ("csp/pipeline", "x"), ("threads/counter", "first:2 c")]
    {
        Failures::remember(root, failure(exercise, replay)).unwrap();
    }
    let failures = Failures::load(root).unwrap();
    assert_eq!(failures.last(None), Some(&failure("threads/counter", "first:2 c")));
    assert_eq!(failures.last(Some("csp/pipeline")), Some(&failure("csp/pipeline", "x")));
    assert_eq!(failures.last(Some("csp/other")), None);
    Failures::forget(root, "threads/counter").unwrap();
    let failures = Failures::load(root).unwrap();
    assert_eq!(failures.last(None), Some(&failure("csp/pipeline", "x")));
}
