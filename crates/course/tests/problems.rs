//! Every inconsistency is found, and a sound course has none.

mod fixture;

use course::{Catalogue, Kind, problems};
use fixture::Fixture;

/// What is found after `spoil`: kind, file and message of each problem.
fn found(spoil: impl FnOnce(&Fixture)) -> Vec<(Kind, String)> {
    let fixture = Fixture::new();
    spoil(&fixture);
    let catalogue = Catalogue::load(fixture.root()).expect("the course can be read");
    problems(&catalogue).into_iter().map(|problem| (problem.kind, problem.to_string())).collect()
}

/// `spoil` leads to one problem, of this kind, with all these words.
#[track_caller]
fn one(kind: Kind, words: &[&str], spoil: impl FnOnce(&Fixture)) {
    let found = found(spoil);
    let [(is, message)] = &found[..] else { panic!("expected one problem: {found:#?}") };
    assert_eq!(*is, kind, "{message}");
    for word in words {
        assert!(message.contains(word), "no {word:?} in: {message}");
    }
}

const OWN: &str = "crates/threads/exercises/counter";
const WRONG: &str = "solutions/threads/wrong/counter/less.rs";

#[test]
fn a_sound_course_has_none() {
    assert_eq!(found(|_| {}), []);
}

#[test]
fn missing_files_are_named() {
    for file in [
        "crates/threads/exercises/counter/checks.rs",
        "crates/threads/exercises/counter/hints.md",
        "crates/threads/exercises/counter/starter.rs",
        "solutions/threads/counter.rs",
        "exercises/threads/counter.rs",
    ] {
        one(Kind::Missing, &[file, "missing"], |fixture| fixture.remove(file));
    }
    let missing = found(|fixture| fixture.remove("crates/csp/lessons/a-lesson.md"));
    let says = ["crates/csp/lessons/a-lesson.md: the lesson is missing", "session 2 names the lesson `csp/a-lesson`"];
    assert_eq!(missing.len(), 2, "{missing:#?}");
    for ((kind, message), says) in missing.iter().zip(says) {
        assert_eq!(*kind, Kind::Missing);
        assert!(message.contains(says), "{message}");
    }
}

#[test]
fn empty_texts_are_named() {
    one(Kind::Missing, &["hints.md", "no hint"], |f| f.write(&format!("{OWN}/hints.md"), "---\n"));
    one(Kind::Missing, &["starter.rs", "header"], |fixture| {
        for file in [format!("{OWN}/starter.rs"), "exercises/threads/counter.rs".to_owned()] {
            fixture.write(&file, "pub fn answer() {}\n");
        }
    });
}

#[test]
fn too_few_answers_are_counted() {
    one(Kind::TooFewAnswers, &["2 known-wrong", "at least 3"], |fixture| fixture.remove(WRONG));
    one(Kind::TooFewAnswers, &["no right answer"], |fixture| {
        fixture.remove("solutions/threads/right/counter/product.rs");
    });
}

#[test]
fn bad_headers_are_named_with_their_line() {
    let also = |fixture: &Fixture| {
        // A fourth one, so that only the header is wrong.
        fixture
            .write("solutions/threads/wrong/counter/fourth.rs", "//! wrong: race\n//! fails: second\n//! A mistake.\n");
    };
    one(Kind::Header, &["less.rs:1:", "unknown diagnosis `wrong`", "`race`"], |fixture| {
        also(fixture);
        fixture.edit(WRONG, "wrong-result", "wrong");
    });
    one(Kind::Header, &["less.rs:1:", "expected `//! wrong:"], |fixture| {
        also(fixture);
        fixture.write(WRONG, "pub fn answer() {}\n");
    });
    one(Kind::Header, &["less.rs:2:", "expected `//! fails:"], |fixture| {
        also(fixture);
        fixture.edit(WRONG, "fails", "fail");
    });
    one(Kind::Header, &["less.rs:3:", "one sentence"], |fixture| {
        also(fixture);
        fixture.edit(WRONG, "//! The answer is less.\n", "");
    });
    one(Kind::Header, &["less.rs:2:", "no check `third`", "`first`, `second`"], |fixture| {
        fixture.edit(WRONG, "fails: first", "fails: third");
    });
    one(Kind::Header, &["extra.rs:1:", "expected `//! right:"], |fixture| {
        fixture.write("solutions/threads/right/counter/extra.rs", "//! It is right.\n");
    });
}

#[test]
fn checks_and_manifest_agree() {
    one(Kind::Checks, &["two checks are called `first`"], |fixture| {
        let file = format!("{OWN}/exercise.toml");
        fixture.edit(&file, "[[check]]\nname = \"second\"", "[[check]]\nname = \"first\"");
        fixture.write(&format!("{OWN}/checks.rs"), "pub fn first() {}\n");
    });
    one(Kind::Checks, &["checks.rs", "`pub fn second()`"], |fixture| {
        fixture.write(&format!("{OWN}/checks.rs"), "pub fn first() {}\n");
    });
    one(Kind::Checks, &["checks.rs", "`third`", "never run"], |fixture| {
        let text = "pub fn first() {}\npub fn second() {}\npub async fn third() {}\n";
        fixture.write(&format!("{OWN}/checks.rs"), text);
    });
    one(Kind::Checks, &["`second`", "`clock`", "`std`", "`explore` or `linear`"], |fixture| {
        fixture.edit(&format!("{OWN}/exercise.toml"), "\"linear\"", "\"clock\"");
    });
}

#[test]
fn sessions_and_exercises_agree() {
    one(Kind::Session, &["in no session", "\"csp/pipeline\""], |fixture| {
        fixture.edit("course.toml", "[\"csp/pipeline\"]", "[]");
    });
    one(Kind::Session, &["session 2 names `csp/other`"], |fixture| {
        fixture.edit("course.toml", "[\"csp/pipeline\"]", "[\"csp/pipeline\", \"csp/other\"]");
    });
    one(Kind::Session, &["`threads/counter` is in two places"], |fixture| {
        fixture.edit("course.toml", "[\"csp/pipeline\"]", "[\"csp/pipeline\", \"threads/counter\"]");
    });
    one(Kind::Session, &["session 3 comes in place 2"], |fixture| {
        fixture.edit("course.toml", "number = 2", "number = 3");
    });
    one(Kind::Session, &["lasts 120 minutes", "take 130"], |fixture| {
        fixture.edit(&format!("{OWN}/exercise.toml"), "minutes = 30", "minutes = 100");
    });
    one(Kind::Missing, &["session 1 names the lesson `threads/other`"], |fixture| {
        fixture.edit("course.toml", "[\"threads/a-lesson\"]", "[\"threads/a-lesson\", \"threads/other\"]");
    });
    one(Kind::Session, &["crates/csp/lessons/other.md", "in no session", "\"csp/other\""], |fixture| {
        fixture.write("crates/csp/lessons/other.md", "# Another\n");
    });
}

#[test]
fn files_that_belong_to_nothing_are_strays() {
    for file in [
        "exercises/threads/other.rs",
        "exercises/threads/notes.txt",
        "solutions/csp/counter.rs",
        "solutions/csp/right/counter/a.rs",
        "solutions/threads/wrong/counter/notes.md",
        "crates/threads/exercises/counter/tests.rs",
    ] {
        let folder = file.rsplit_once('/').unwrap().0;
        one(Kind::Stray, &[folder, "belongs to no exercise"], |fixture| fixture.write(file, ""));
    }
    let allowed = found(|fixture| {
        fixture.write("exercises/threads/counter.rs.before-reset.2", "");
        fixture.write("exercises/threads/Cargo.toml", "");
        fixture.write("solutions/threads/lib.rs", "");
        fixture.write("solutions/threads/.counter.rs.swp", "");
    });
    assert_eq!(allowed, []);
}

#[test]
fn an_edited_copy_is_a_kind_of_its_own() {
    one(Kind::LearnerCopy, &["exercises/threads/counter.rs", "differs"], |fixture| {
        fixture.write("exercises/threads/counter.rs", "pub fn answer() -> u64 { 42 }\n");
    });
}

#[test]
fn what_an_author_marked_is_named_with_its_line() {
    one(Kind::Unwritten, &["hints.md:2:", "still to write: a second hint"], |fixture| {
        let text = "One.\n<!-- TODO(author): a second hint -->\n";
        fixture.write(&format!("{OWN}/hints.md"), text);
    });
}

#[test]
fn a_definition_that_cannot_be_read_is_a_problem() {
    one(Kind::Definition, &["exercise.toml:3:", "`kit`", "unknown variant"], |fixture| {
        fixture.edit(&format!("{OWN}/exercise.toml"), "\"std\"", "\"thread\"");
    });
}

#[test]
fn all_of_them_are_reported_not_the_first() {
    let found = found(|fixture| {
        fixture.remove(WRONG);
        fixture.remove("solutions/csp/pipeline.rs");
        fixture.write("exercises/csp/stray.rs", "");
    });
    let kinds: Vec<Kind> = found.iter().map(|(kind, _)| *kind).collect();
    assert_eq!(kinds, [Kind::TooFewAnswers, Kind::Missing, Kind::Stray]);
}
