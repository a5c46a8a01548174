//! Reading a course and naming its exercises.

mod fixture;

use course::{Catalogue, Diagnosis, Kit, Lens, NotFound, Progress, find_root};
use fixture::Fixture;

fn load(fixture: &Fixture) -> Catalogue {
    Catalogue::load(fixture.root()).expect("the course can be read")
}

fn ids(catalogue: &Catalogue) -> Vec<&str> {
    catalogue.exercises.iter().map(|exercise| exercise.id.as_str()).collect()
}

#[test]
fn the_root_is_found_from_below_and_missed_outside() {
    let fixture = Fixture::new();
    let below = fixture.path("crates/threads/exercises");
    assert_eq!(find_root(&below).unwrap(), fixture.root());
    let outside = tempfile::tempdir().unwrap();
    let error = find_root(outside.path()).unwrap_err();
    assert!(error.to_string().contains("no `course.toml`"), "{error}");
}

#[test]
fn exercises_come_in_the_order_of_the_sessions() {
    let fixture = Fixture::new();
    fixture.exercise("csp", "aardvark", "crossbeam");
    let expected = ["threads/counter", "threads/bounded_queue", "csp/pipeline", "csp/aardvark"];
    assert_eq!(ids(&load(&fixture)), expected);
}

#[test]
fn an_exercise_is_read_completely() {
    let fixture = Fixture::new();
    let catalogue = load(&fixture);
    let exercise = catalogue.exercise("threads/counter").unwrap();
    assert_eq!(exercise.title, "The counter");
    assert_eq!(exercise.kit, Kit::Std);
    assert_eq!(exercise.minutes, 30);
    assert_eq!(exercise.starter_diagnosis, Diagnosis::WrongResult);
    assert!(!exercise.unsafe_allowed);
    assert_eq!(exercise.forbid, ["std::sync::mpsc"]);
    assert_eq!(exercise.max_points(), 5);
    assert_eq!(exercise.check("second").unwrap().lens, Lens::Linear);
    assert_eq!(exercise.check("second").unwrap().schedules, Some(500));
    assert_eq!(exercise.check("first").unwrap().schedules, None);
    assert_eq!(exercise.learner_file, fixture.path("exercises/threads/counter.rs"));
    assert_eq!(exercise.task().unwrap(), "The task of counter.\n\nIts second paragraph.");
    assert_eq!(exercise.hints().unwrap(), ["One.", "Two.\nStill two.", "Three."]);
    assert_eq!(exercise.rights[0].design, "by multiplication");
    let wrongs: Vec<&str> = exercise.wrongs.iter().map(|wrong| wrong.name.as_str()).collect();
    assert_eq!(wrongs, ["less", "more", "nothing"]);
    assert_eq!(exercise.wrongs[0].diagnosis, Diagnosis::WrongResult);
    assert_eq!(exercise.wrongs[0].fails, "first");
    assert_eq!(exercise.wrongs[0].mistake, "The answer is less.");
    assert_eq!(catalogue.session_of("csp/pipeline").unwrap().number, 2);
    assert_eq!(catalogue.sessions[1].questions[0].answer, "Because.");
}

/// The one error that `edit` of the counter's `exercise.toml` leads to.
#[track_caller]
fn refused(from: &str, to: &str, line: usize, key: Option<&str>, says: &[&str]) {
    let fixture = Fixture::new();
    let file = "crates/threads/exercises/counter/exercise.toml";
    fixture.edit(file, from, to);
    let catalogue = load(&fixture);
    let [broken] = &catalogue.broken[..] else { panic!("{:?}", catalogue.broken) };
    assert_eq!(broken.id, "threads/counter");
    assert_eq!(broken.error.file.as_deref(), Some(file.as_ref()), "{}", broken.error);
    assert_eq!(broken.error.line, Some(line), "{}", broken.error);
    assert_eq!(broken.error.key.as_deref(), key, "{}", broken.error);
    for word in says {
        assert!(broken.error.message.contains(word), "no {word:?} in {}", broken.error);
    }
    assert_eq!(ids(&catalogue), ["threads/bounded_queue", "csp/pipeline"], "the others work");
}

#[test]
fn errors_name_file_line_key_and_what_would_be_accepted() {
    refused("\"std\"", "\"thread\"", 3, Some("kit"), &["`thread`", "`std`", "`actix`"]);
    refused("minutes", "minuets", 4, Some("minuets"), &["unknown field", "`minutes`"]);
    refused("minutes = 30", "minutes = 0", 4, Some("minutes"), &["at least 1"]);
    refused("minutes = 30", "minutes = \"30\"", 4, Some("minutes"), &["expected u32"]);
    refused("\"wrong-result\"", "\"wrong\"", 6, Some("starter"), &["`wrong`", "`deadlock`"]);
    refused("\"linear\"", "\"lineal\"", 18, Some("lens"), &["`lineal`", "`linear`"]);
    refused("\"second\"", "\"Second\"", 16, Some("name"), &["`Second`", "identifier"]);
    refused("\"std::sync::mpsc\"", "\"std.mpsc\"", 7, Some("forbid"), &["`std.mpsc`"]);
    refused("\"a-lesson\"", "\"../a-lesson\"", 5, Some("lesson"), &["without `.md`"]);
    refused("points = 2\n", "points = 2\nmark = 1\n", 14, Some("mark"), &["`mark`", "`points`"]);
    refused("title = \"The counter\"\n", "", 1, Some("summary"), &["missing field `title`"]);
    refused("title = \"The counter\"", "title = \"The counter", 1, Some("title"), &["string"]);
}

#[test]
fn a_folder_without_definition_is_broken_not_ignored() {
    let fixture = Fixture::new();
    fixture.remove("crates/threads/exercises/counter/exercise.toml");
    let catalogue = load(&fixture);
    assert_eq!(catalogue.broken[0].id, "threads/counter");
    let found = catalogue.find("counter", fixture.root());
    assert!(matches!(found, Err(NotFound::Broken(_))), "{found:?}");
}

#[test]
fn a_course_that_cannot_be_read_says_where() {
    let fixture = Fixture::new();
    fixture.edit("course.toml", "topics = [\"pipelines\"]", "topic = [\"pipelines\"]");
    let error = Catalogue::load(fixture.root()).unwrap_err();
    assert_eq!(error.line, Some(23));
    assert!(error.to_string().starts_with("course.toml:23: `topic`: unknown field"), "{error}");
}

#[track_caller]
fn found(text: &str, here: &str, id: &str) {
    let fixture = Fixture::new();
    let catalogue = load(&fixture);
    let exercise = catalogue.find(text, &fixture.path(here)).unwrap();
    assert_eq!(exercise.id, id);
}

#[test]
fn an_exercise_is_found_by_id_name_and_path() {
    found("threads/counter", "", "threads/counter");
    found("counter", "", "threads/counter");
    found("exercises/threads/counter.rs", "", "threads/counter");
    found("counter.rs", "exercises/threads", "threads/counter");
    found("../exercises/csp/pipeline.rs", "crates", "csp/pipeline");
    // As printed, from wherever the learner stands.
    found("exercises/csp/pipeline.rs", "solutions", "csp/pipeline");
    let fixture = Fixture::new();
    let absolute = fixture.path("exercises/csp/pipeline.rs");
    let catalogue = load(&fixture);
    let exercise = catalogue.find(absolute.to_str().unwrap(), "/".as_ref()).unwrap();
    assert_eq!(exercise.id, "csp/pipeline");
}

#[track_caller]
fn suggested(text: &str, ids: &[&str]) {
    let fixture = Fixture::new();
    match load(&fixture).find(text, fixture.root()) {
        Err(NotFound::Unknown(nearest)) => assert_eq!(nearest, ids, "for {text}"),
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_misspelt_name_suggests_the_nearest() {
    suggested("threads/conuter", &["threads/counter"]);
    suggested("conter", &["threads/counter"]);
    suggested("queue", &["threads/bounded_queue"]);
    suggested("Bounded-Queue", &["threads/bounded_queue"]);
    suggested("thread/pipeline", &["csp/pipeline"]);
    suggested("exercises/threads/countr.rs", &["threads/counter"]);
    suggested("zzz", &[]);
}

#[test]
fn a_name_of_two_models_is_ambiguous() {
    let fixture = Fixture::new();
    fixture.exercise("csp", "counter", "crossbeam");
    let catalogue = load(&fixture);
    let both = vec!["threads/counter".to_owned(), "csp/counter".to_owned()];
    assert_eq!(catalogue.find("counter", fixture.root()), Err(NotFound::Ambiguous(both)));
    assert_eq!(catalogue.find("csp/counter", fixture.root()).unwrap().id, "csp/counter");
}

#[test]
fn the_first_unsolved_follows_the_course() {
    let fixture = Fixture::new();
    let catalogue = load(&fixture);
    let mut progress = Progress::default();
    assert_eq!(catalogue.first_unsolved(&progress).unwrap().id, "threads/counter");
    progress.set_done("threads/counter", "0");
    assert_eq!(catalogue.first_unsolved(&progress).unwrap().id, "threads/bounded_queue");
    progress.set_done("csp/pipeline", "0");
    progress.set_done("threads/bounded_queue", "0");
    assert_eq!(catalogue.first_unsolved(&progress), None);
}
