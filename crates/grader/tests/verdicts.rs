//! Whole submissions, each with the exact diagnosis and words it must get, judged with the real
//! compiler, stand-ins and processes.
//!
//! A case is a file in `cases/`; its first lines say what must come of it:
//!
//! ```text
//! //! kit: std
//! //! expect: forbidden            (or passed, or not-judged)
//! //! says: `std::fs` is not       (any number; each must stand in the report)
//! ```
//!
//! Every bug that is found gets its submission here.

mod support;

use course::Kit;
use grader::{Limits, Options, Outcome, SCHEMA, Verdict, render};
use std::{fs, path::Path, sync::Mutex, time::Duration};
use support::{Bench, root, stable};

/// Names that must never reach a learner.
const STAND_INS: [&str; 11] = [
    "explore_std",
    "explore_core",
    "explore_crossbeam",
    "explore_tokio",
    "explore-std",
    "explore-core",
    "explore-crossbeam",
    "explore-tokio",
    "lens_process",
    "lens_actors",
    "explore::",
];

struct Case {
    name: String,
    bytes: Vec<u8>,
    kit: Kit,
    expect: String,
    says: Vec<String>,
}

impl Case {
    fn read(path: &Path) -> Case {
        let bytes = fs::read(path).expect("a case can be read");
        let text = String::from_utf8_lossy(&bytes).into_owned();
        let all = |key: &str| -> Vec<String> {
            let mark = format!("//! {key}: ");
            text.lines().filter_map(|line| Some(line.strip_prefix(&mark)?.to_owned())).collect()
        };
        let one = |key: &str| all(key).pop().unwrap_or_else(|| panic!("{}: no `{key}:`", path.display()));
        let kit = one("kit");
        Case {
            name: path.file_stem().expect("cases have names").to_string_lossy().into_owned(),
            kit: Kit::ALL.into_iter().find(|known| known.name() == kit).expect("a kit"),
            expect: one("expect"),
            says: all("says"),
            bytes,
        }
    }

    /// What is wrong with the verdict this case gets.
    fn problems(&self) -> Vec<String> {
        let bench = Bench::new(self.kit);
        let limits = Limits { wall: Duration::from_secs(10), memory: 512 << 20, output: 1 << 20 };
        let verdict = bench.judge_within(&self.bytes, &Options::default(), &limits);
        let got = match verdict.verdict {
            Outcome::Passed => "passed".to_owned(),
            Outcome::NotJudged => "not-judged".to_owned(),
            Outcome::Failed => verdict.diagnosis.map_or("failed".to_owned(), |diagnosis| diagnosis.to_string()),
        };
        let json = verdict.to_json();
        let human = render::human(&verdict, Some(&bench.exercise), &root(), false, 80);
        let report = stable(&human, &bench);
        let mut problems = Vec::new();
        if got != self.expect {
            problems.push(format!("is {got}, expected {}\n{report}", self.expect));
        }
        for words in self.says.iter().filter(|words| !one_line(&report).contains(words.as_str())) {
            problems.push(format!("does not say: {words}\n{report}"));
        }
        for name in STAND_INS.iter().filter(|name| json.contains(**name) || human.contains(**name)) {
            problems.push(format!("shows `{name}`\n{report}\n{json}"));
        }
        problems.extend(against_schema(&json));
        let names: Vec<&str> = verdict.checks.iter().map(|check| check.name.as_str()).collect();
        if names != ["answers_two", "answers_again"] {
            problems.push(format!("names the checks {names:?}"));
        }
        if got != "passed" && verdict.points > 0 {
            let passed = verdict.checks.iter().filter(|check| check.verdict == Outcome::Passed);
            let earned: u32 = passed.map(|check| check.max_points).sum();
            if earned != verdict.points {
                problems.push(format!("earns {} points", verdict.points));
            }
        }
        problems
    }
}

/// Wrapped paragraphs as one line, so that a sentence is found wherever it is broken.
fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn against_schema(json: &str) -> Vec<String> {
    let schema = serde_json::from_str(SCHEMA).expect("the schema is JSON");
    let document = serde_json::from_str(json).expect("the verdict is JSON");
    let validator = jsonschema::validator_for(&schema).expect("the schema is a schema");
    validator
        .iter_errors(&document)
        .map(|error| format!("against the schema: {error} at {}", error.instance_path()))
        .collect()
}

#[test]
fn every_case_gets_its_verdict() {
    let mut cases: Vec<Case> = fs::read_dir(Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases"))
        .expect("the cases are there")
        .map(|entry| Case::read(&entry.expect("the folder can be read").path()))
        .collect();
    assert!(cases.len() >= 30, "only {} cases", cases.len());
    cases.sort_by(|a, b| a.name.cmp(&b.name));
    let only = std::env::var("CASE").unwrap_or_default();
    cases.retain(|case| case.name.contains(&only));
    let (left, problems) = (Mutex::new(cases), Mutex::new(Vec::new()));
    std::thread::scope(|scope| {
        for _ in 0..2 {
            scope.spawn(|| {
                loop {
                    let Some(case) = left.lock().unwrap().pop() else { return };
                    let found = case.problems();
                    problems.lock().unwrap().extend(found.into_iter().map(|what| format!("{}: {what}", case.name)));
                }
            });
        }
    });
    let problems = problems.into_inner().unwrap();
    assert!(problems.is_empty(), "{}", problems.join("\n\n"));
}

#[test]
fn a_second_look_gives_the_same_bytes() {
    let bench = Bench::new(Kit::Std);
    for text in [
        "pub fn answer() -> u64 { 2 }",
        "pub fn answer() -> u64 { let unused = 1; 3 }",
        "pub fn answer() -> u64 { \"2\" }",
    ] {
        // A fresh comment: the first is judged, the second remembered, the third judged again.
        let text = format!("{text} // {:?}", std::time::SystemTime::now());
        let first = bench.judge(&text);
        let second = bench.judge(&text);
        assert_eq!(first.to_json(), second.to_json());
        let human = |verdict: &Verdict| render::human(verdict, Some(&bench.exercise), &root(), true, 80);
        assert_eq!(human(&first), human(&second));
        let other = Limits { wall: Duration::from_secs(59), ..Limits::default() };
        let third = bench.judge_within(&text, &Options::default(), &other);
        assert_eq!(first.to_json(), third.to_json());
    }
}

#[test]
fn a_remembered_verdict_starts_no_compiler() {
    let bench = Bench::new(Kit::Std);
    let text = format!("pub fn answer() -> u64 {{ 2 }} // {:?}", std::time::SystemTime::now());
    let steps = std::sync::Arc::new(Mutex::new(0));
    let count = {
        let steps = steps.clone();
        Options { progress: Box::new(move |_| *steps.lock().unwrap() += 1), ..Options::default() }
    };
    bench.judge_within(&text, &count, &Limits::default());
    let after_first = *steps.lock().unwrap();
    bench.judge_within(&text, &count, &Limits::default());
    assert!(after_first > 0);
    assert_eq!(*steps.lock().unwrap(), after_first);
}

#[test]
fn a_failed_schedule_replays() {
    let bench = Bench::new(Kit::Std);
    let text = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases/race.rs")).unwrap();
    let explored = bench.judge(&text);
    let replay = explored.checks[0].replay.clone().expect("a failed check can be replayed");
    let options = Options { replay: Some(replay.clone()), ..Options::default() };
    let replayed = bench.judge_within(&text, &options, &Limits::default());
    assert!(replayed.replayed);
    assert_eq!(replayed.checks.len(), 1);
    assert_eq!(replayed.checks[0].trace, explored.checks[0].trace);
    assert_eq!(replayed.checks[0].message, explored.checks[0].message);
    assert_eq!(replayed.checks[0].replay, Some(replay));
    assert_eq!(against_schema(&replayed.to_json()), Vec::<String>::new());
}

#[test]
fn a_foreign_replay_string_is_refused() {
    let bench = Bench::new(Kit::Std);
    for text in ["", "v1.2-1", "other:v1", "answers_two:v1\",\"x\":\"", "answers_two:"] {
        let options = Options { replay: Some(text.to_owned()), ..Options::default() };
        fs::write(&bench.exercise.learner_file, "pub fn answer() -> u64 { 2 }").unwrap();
        let error = grader::check(&root(), &bench.exercise, &bench.exercise.learner_file, &options).unwrap_err();
        assert_eq!(error.kind, grader::Kind::Usage, "{text}");
    }
}

#[test]
fn depth_breaks_neither_compiler_nor_grader() {
    let bench = Bench::new(Kit::Std);
    let n = 200_000;
    let text = format!("pub fn answer() -> u64 {{ {}2{} }}", "(".repeat(n), ")".repeat(n));
    let verdict = bench.judge(&text);
    assert_ne!(verdict.verdict, Outcome::NotJudged, "{:?}", verdict.message);
    assert_eq!(against_schema(&verdict.to_json()), Vec::<String>::new());
}

#[test]
fn the_schema_knows_every_diagnosis() {
    let schema: serde_json::Value = serde_json::from_str(SCHEMA).unwrap();
    let listed = schema["$defs"]["diagnosis"]["enum"].as_array().unwrap();
    let listed: Vec<&str> = listed.iter().filter_map(|name| name.as_str()).collect();
    let known: Vec<&str> = course::Diagnosis::ALL.iter().map(|diagnosis| diagnosis.name()).collect();
    assert_eq!(listed, known);
}
