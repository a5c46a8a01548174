//! `verify`: the proof that the exercises judge rightly.
//!
//! Of every exercise the starter must compile and fail for its stated reason, every right answer
//! pass, and every known-wrong one get its diagnosis from the check it names; all of it twice, with
//! the same JSON byte for byte. Every problem is reported, not the first.

use crate::{
    FAILED, NOT_JUDGED, PASSED, cli,
    failure::Failure,
    judge::{Judge, Request},
    parallel,
    progress::Reporter,
    select,
    terminal::{BAD, BOLD, GOOD, Terminal, shown},
};
use course::{Catalogue, Diagnosis, Exercise, Kind, problems};
use grader::{CheckVerdict, Outcome, Verdict};
use serde::Serialize;
use std::{
    collections::BTreeSet,
    io,
    path::{Path, PathBuf},
    sync::atomic::{AtomicUsize, Ordering},
};

/// Verifies the exercises named, or all.
///
/// # Errors
/// There is no such exercise, or nothing to verify at all.
pub fn run(
    terminal: &mut Terminal<'_>,
    catalogue: &Catalogue,
    judge: &dyn Judge,
    report: &Reporter,
    here: &Path,
    arguments: &cli::Verify,
) -> Result<u8, Failure> {
    let mut chosen = BTreeSet::new();
    for name in &arguments.exercises {
        chosen.insert(select::named(catalogue, name, here)?.id.as_str());
    }
    let every = chosen.is_empty();
    let exercises: Vec<&Exercise> =
        catalogue.exercises.iter().filter(|exercise| every || chosen.contains(exercise.id.as_str())).collect();
    let (notes, mut found): (Vec<_>, Vec<_>) = problems(catalogue)
        .into_iter()
        .filter(|problem| every || problem.exercise.as_deref().is_some_and(|id| chosen.contains(id)))
        .partition(|problem| problem.kind == Kind::LearnerCopy && !arguments.pristine);
    let found: Vec<Finding> = found
        .drain(..)
        .map(|problem| Finding {
            exercise: problem.exercise.clone(),
            file: problem.file.as_ref().map(|file| file.display().to_string()),
            line: problem.line,
            message: problem.message,
            our_side: false,
        })
        .collect();

    let answers: Vec<Answer<'_>> = exercises.iter().flat_map(|e| answers(e)).collect();
    let done = AtomicUsize::new(0);
    let judged = parallel::map(&answers, |answer| {
        let judged = judged(catalogue, judge, report, answer, arguments.once);
        let done = done.fetch_add(1, Ordering::Relaxed) + 1;
        let file = shown(&catalogue.root, &answer.file);
        report.passing(&format!("[{done}/{}] {file}", answers.len()));
        judged
    });
    report.clear();

    let mut findings = found;
    let mut rows = Vec::new();
    for (row, its) in judged {
        rows.push(row);
        findings.extend(its);
    }
    let findings = said_once(findings);
    if answers.is_empty() && findings.is_empty() {
        return Err(Failure::internal("there is nothing to verify: the course has no exercises"));
    }
    let code = match &findings[..] {
        [] => PASSED,
        findings if findings.iter().all(|finding| finding.our_side) => NOT_JUDGED,
        _ => FAILED,
    };
    if arguments.json {
        let verdict = match code {
            PASSED => "passed",
            FAILED => "failed",
            _ => "not-judged",
        };
        let document = Document { verdict, exit_code: code, problems: findings, answers: rows };
        let document =
            serde_json::to_value(&document).map_err(|e| Failure::internal(format!("cannot write the result: {e}")))?;
        terminal.json(&document)?;
        return Ok(code);
    }
    if arguments.table {
        table(terminal, &rows)?;
    }
    for note in &notes {
        writeln!(terminal.out, "note: {note}")?;
    }
    for finding in &findings {
        let mark = terminal.styled(BAD, "problem");
        writeln!(terminal.out, "{mark}: {}", finding.line())?;
    }
    let times = if arguments.once { "once" } else { "twice" };
    let what = format!(
        "{} {}, {} {} judged {times}",
        exercises.len(),
        plural(exercises.len(), "exercise"),
        answers.len(),
        plural(answers.len(), "answer"),
    );
    let (style, end) = match findings.len() {
        0 => (GOOD, "no problem".to_owned()),
        number => (BAD, format!("{number} {}", plural(number, "problem"))),
    };
    writeln!(terminal.out, "{what}: {}", terminal.styled(style, end))?;
    Ok(code)
}

/// The one JSON document.
#[derive(Serialize)]
struct Document {
    verdict: &'static str,
    exit_code: u8,
    problems: Vec<Finding>,
    answers: Vec<Row>,
}

/// Something that is not as it must be.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
struct Finding {
    exercise: Option<String>,
    file: Option<String>,
    line: Option<usize>,
    message: String,
    /// Whether the grader could not work, rather than the exercise being wrong.
    our_side: bool,
}

impl Finding {
    fn line(&self) -> String {
        match (&self.file, self.line, &self.exercise) {
            (Some(file), Some(line), _) => format!("{file}:{line}: {}", self.message),
            (Some(file), None, _) => format!("{file}: {}", self.message),
            (None, _, Some(exercise)) => format!("{exercise}: {}", self.message),
            (None, _, None) => self.message.clone(),
        }
    }
}

/// One file to judge and what must come of it.
struct Answer<'a> {
    exercise: &'a Exercise,
    file: PathBuf,
    sort: Sort<'a>,
}

#[derive(Clone, Copy)]
enum Sort<'a> {
    Starter,
    Right,
    Wrong { diagnosis: Diagnosis, fails: &'a str },
}

/// What came of one file.
#[derive(Debug, Clone, Serialize)]
struct Row {
    exercise: String,
    file: String,
    sort: &'static str,
    verdict: Option<Outcome>,
    diagnosis: Option<Diagnosis>,
    /// The first check that failed.
    failed_check: Option<String>,
    /// How many schedules it took to fail that check, or all checks together to pass.
    schedules: u64,
    /// Whether both verdicts were the same bytes; `null` if it was judged once.
    same_twice: Option<bool>,
}

/// Says once what keeps several answers of an exercise from being judged, which is nearly always
/// one cause: a check that does not compile, a missing linker.
fn said_once(findings: Vec<Finding>) -> Vec<Finding> {
    let mut once: Vec<(Finding, usize)> = Vec::new();
    for finding in findings {
        let same = |(known, _): &&mut (Finding, usize)| {
            finding.our_side && known.our_side && known.exercise == finding.exercise && known.message == finding.message
        };
        match once.iter_mut().find(same) {
            Some((_, more)) => *more += 1,
            None => once.push((finding, 0)),
        }
    }
    let said = once.into_iter().map(|(finding, more)| match more {
        0 => finding,
        _ => Finding { message: format!("{} (and {more} more like it)", finding.message.trim_end()), ..finding },
    });
    said.collect()
}

/// The files of an exercise that are there. Those that are not are problems of the catalogue.
fn answers(exercise: &Exercise) -> Vec<Answer<'_>> {
    let starter = (&exercise.starter, Sort::Starter);
    let reference = (&exercise.reference, Sort::Right);
    let rights = exercise.rights.iter().map(|right| (&right.path, Sort::Right));
    let wrongs = exercise
        .wrongs
        .iter()
        .map(|wrong| (&wrong.path, Sort::Wrong { diagnosis: wrong.diagnosis, fails: &wrong.fails }));
    [starter, reference]
        .into_iter()
        .chain(rights)
        .chain(wrongs)
        .filter(|(path, _)| path.is_file() && exercise.checks_file.is_file())
        .map(|(path, sort)| Answer { exercise, file: path.clone(), sort })
        .collect()
}

fn judged(
    catalogue: &Catalogue,
    judge: &dyn Judge,
    report: &Reporter,
    answer: &Answer<'_>,
    once: bool,
) -> (Row, Vec<Finding>) {
    let file = shown(&catalogue.root, &answer.file);
    let sort = match answer.sort {
        Sort::Starter => "starter",
        Sort::Right => "right",
        Sort::Wrong { .. } => "wrong",
    };
    let mut row = Row {
        exercise: answer.exercise.id.clone(),
        file: file.clone(),
        sort,
        verdict: None,
        diagnosis: None,
        failed_check: None,
        schedules: 0,
        same_twice: None,
    };
    let finding = |message: String, our_side: bool| Finding {
        exercise: Some(answer.exercise.id.clone()),
        file: Some(file.clone()),
        line: None,
        message,
        our_side,
    };
    let judge_it = |fresh: bool| {
        let request = Request { fresh, ..Request::default() };
        judge.check(answer.exercise, &answer.file, &request, report.clone()).map_err(|failure| {
            let hint = failure.hint.map(|hint| format!(" ({hint})")).unwrap_or_default();
            finding(format!("could not be judged: {}{hint}", failure.message), true)
        })
    };
    let first = match judge_it(false) {
        Ok(verdict) => verdict,
        Err(failure) => return (row, vec![failure]),
    };
    row.verdict = Some(first.verdict);
    row.diagnosis = first.diagnosis;
    let failed = first_failed(&first);
    row.failed_check = failed.map(|check| check.name.clone());
    row.schedules = match failed {
        Some(check) => check.schedules,
        None => first.checks.iter().map(|check| check.schedules).sum(),
    };
    let mut findings: Vec<Finding> = wrong_with(answer, &first)
        .into_iter()
        .map(|message| finding(message, first.verdict == Outcome::NotJudged))
        .collect();
    if !once {
        // The first verdict may be one the grader remembered; comparing something remembered with
        // itself would prove nothing.
        match judge_it(true) {
            Ok(second) => {
                let same = first.to_json() == second.to_json();
                row.same_twice = Some(same);
                if !same {
                    let where_ = difference(&first.to_json(), &second.to_json());
                    findings.push(finding(format!("two verdicts on it differ: {where_}"), false));
                }
            }
            Err(failure) => findings.push(failure),
        }
    }
    (row, findings)
}

/// Everything in which a verdict is not the one the answer must get.
fn wrong_with(answer: &Answer<'_>, verdict: &Verdict) -> Vec<String> {
    if verdict.verdict == Outcome::NotJudged {
        let why = verdict.message.clone().or_else(|| {
            let check = verdict.checks.iter().find(|c| c.verdict == Outcome::NotJudged)?;
            Some(format!("{}: {}", check.name, check.message.as_deref().unwrap_or("no reason")))
        });
        return vec![format!("could not be judged: {}", why.unwrap_or_else(|| "no reason".into()))];
    }
    let mut wrong = Vec::new();
    let seen = describe(verdict);
    let stopped_by_rustc = verdict.diagnosis == Some(Diagnosis::DoesNotCompile);
    match answer.sort {
        Sort::Starter => {
            let stated = answer.exercise.starter_diagnosis;
            if stopped_by_rustc {
                wrong.push(format!("the starter must compile: {}", rustc_says(verdict)));
            } else if verdict.verdict == Outcome::Passed {
                wrong.push(format!("the untouched starter must fail with `{stated}`, it passes"));
            } else if verdict.diagnosis != Some(stated) {
                wrong.push(format!("the starter must fail with `{stated}`, got {seen}"));
            }
        }
        Sort::Right => {
            if stopped_by_rustc {
                wrong.push(format!("must pass, but does not compile: {}", rustc_says(verdict)));
            } else if verdict.verdict != Outcome::Passed {
                wrong.push(format!("must pass, got {seen}"));
            } else if verdict.points != answer.exercise.max_points() {
                let most = answer.exercise.max_points();
                wrong.push(format!("passes with {} points, expected {most}", verdict.points));
            }
        }
        Sort::Wrong { diagnosis, fails } => {
            let failed = first_failed(verdict).map(|check| check.name.as_str());
            if verdict.verdict == Outcome::Passed {
                wrong.push(format!("must fail with `{diagnosis}`, it passes"));
            } else if verdict.diagnosis != Some(diagnosis) {
                let says = match stopped_by_rustc {
                    true => format!(": {}", rustc_says(verdict)),
                    false => String::new(),
                };
                wrong.push(format!("must fail with `{diagnosis}`, got {seen}{says}"));
            } else if failed != Some(fails) {
                let failed = failed.unwrap_or("none");
                wrong.push(format!("must first fail check `{fails}`, the first was `{failed}`"));
            }
        }
    }
    let reported = verdict.checks.iter().map(|check| &check.name);
    let manifest = answer.exercise.checks.iter().map(|check| &check.name);
    if !reported.clone().eq(manifest) {
        let names: Vec<&str> = reported.map(String::as_str).collect();
        wrong.push(format!("the verdict's checks are not the exercise's: {}", names.join(", ")));
    }
    wrong
}

fn first_failed(verdict: &Verdict) -> Option<&CheckVerdict> {
    verdict.checks.iter().find(|check| check.verdict == Outcome::Failed)
}

/// A verdict in half a line.
fn describe(verdict: &Verdict) -> String {
    let diagnosis = verdict.diagnosis.map_or("no diagnosis".to_owned(), |d| format!("`{d}`"));
    match first_failed(verdict) {
        None => diagnosis,
        Some(check) => {
            let message = check.message.as_deref().or(verdict.message.as_deref()).unwrap_or("");
            let message = message.lines().next().unwrap_or("");
            format!("{diagnosis} in check `{}`: {message}", check.name)
        }
    }
}

fn rustc_says(verdict: &Verdict) -> String {
    let text = verdict.compiler.as_deref().unwrap_or("");
    let line = text.lines().find(|line| line.starts_with("error")).unwrap_or("no message");
    line.to_owned()
}

/// The first line in which two documents differ.
fn difference(one: &str, other: &str) -> String {
    let mut lines = one.lines().zip(other.lines()).enumerate();
    match lines.find(|(_, (a, b))| a != b) {
        Some((number, (a, b))) => {
            format!("line {} is `{}` and then `{}`", number + 1, a.trim(), b.trim())
        }
        None => "one is longer".to_owned(),
    }
}

/// The wrong answers in Markdown, with the schedules each needed.
fn table(terminal: &mut Terminal<'_>, rows: &[Row]) -> io::Result<()> {
    let cells: Vec<[String; 5]> = rows
        .iter()
        .filter(|row| row.sort == "wrong")
        .map(|row| {
            let name = Path::new(&row.file).file_stem().unwrap_or_default().to_string_lossy();
            [
                row.exercise.clone(),
                name.into_owned(),
                row.diagnosis.map_or("none".to_owned(), |diagnosis| diagnosis.to_string()),
                row.failed_check.clone().unwrap_or_default(),
                row.schedules.to_string(),
            ]
        })
        .collect();
    let head = ["exercise", "wrong answer", "diagnosis", "caught by", "schedules"];
    let widths: [usize; 5] = std::array::from_fn(|column| {
        let longest = cells.iter().map(|row| row[column].len()).max().unwrap_or(0);
        longest.max(head[column].len())
    });
    let [exercise, answer, diagnosis, check, schedules] = widths;
    let title = format!(
        "| {:exercise$} | {:answer$} | {:diagnosis$} | {:check$} | {:>schedules$} |",
        head[0], head[1], head[2], head[3], head[4]
    );
    writeln!(terminal.out, "{}", terminal.styled(BOLD, title))?;
    let line = |width: usize| "-".repeat(width);
    writeln!(
        terminal.out,
        "| {} | {} | {} | {} | {}: |",
        line(exercise),
        line(answer),
        line(diagnosis),
        line(check),
        line(schedules - 1)
    )?;
    for [a, b, c, d, e] in &cells {
        writeln!(terminal.out, "| {a:exercise$} | {b:answer$} | {c:diagnosis$} | {d:check$} | {e:>schedules$} |")?;
    }
    writeln!(terminal.out)
}

fn plural(number: usize, word: &str) -> String {
    match number {
        1 => word.to_owned(),
        _ => format!("{word}s"),
    }
}
