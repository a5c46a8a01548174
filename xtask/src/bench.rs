//! `bench`: how long a learner waits for a verdict, as a ratio to what the compiler alone needs.
//!
//! Ratios travel from machine to machine, seconds do not. The two sides of a ratio are measured in
//! turn, so that a machine that changes its pace changes it for both.

use crate::{
    PASSED, cli,
    failure::Failure,
    judge::{Judge, Request},
    progress::Reporter,
    select,
    terminal::Terminal,
};
use course::{Catalogue, Exercise};
use std::{
    collections::BTreeSet,
    fs,
    path::{Path, PathBuf},
    time::{Duration, Instant},
};

/// The program whose schedules are counted, below the root.
const QUEUE: &str = "crates/explore/corpus/right/queue_one_and_one.rs";

/// Measures the exercises named, or all.
///
/// # Errors
/// There is no such exercise, or something cannot be judged.
pub fn run(
    terminal: &mut Terminal<'_>,
    catalogue: &Catalogue,
    judge: &dyn Judge,
    report: &Reporter,
    here: &Path,
    arguments: &cli::Bench,
) -> Result<u8, Failure> {
    let mut chosen = BTreeSet::new();
    for name in &arguments.exercises {
        chosen.insert(select::named(catalogue, name, here)?.id.as_str());
    }
    let folder = tempfile::tempdir().map_err(|e| Failure::internal(format!("no temporary folder: {e}")))?;
    let out = &mut terminal.out;
    writeln!(
        out,
        "Time from an edit to the verdict, as a ratio to a bare `rustc --test` of the same file and its run."
    )?;
    writeln!(out, "Medians of {} rounds, warm, everything in turn.\n", arguments.rounds)?;
    writeln!(out, "| exercise | bare | verdict on the starter | verdict on the reference | known verdict |")?;
    writeln!(out, "| -------- | ---: | ---------------------: | -----------------------: | ------------: |")?;
    for exercise in catalogue.exercises.iter().filter(|e| chosen.is_empty() || chosen.contains(e.id.as_str())) {
        let times = measure(catalogue, exercise, judge, report, folder.path(), arguments.rounds)?;
        writeln!(
            out,
            "| {} | {} ms | {:.2} | {:.2} | {:.2} |",
            exercise.id,
            times.bare.as_millis(),
            ratio(times.starter, times.bare),
            ratio(times.reference, times.bare),
            ratio(times.known, times.bare)
        )?;
    }
    let rate = schedules_per_second(&catalogue.root.join(QUEUE), judge, report, arguments.rounds)?;
    writeln!(out, "\nSchedules per second, one producer and one consumer of four items, on one core: {rate:.0}")?;
    Ok(PASSED)
}

struct Times {
    bare: Duration,
    starter: Duration,
    reference: Duration,
    known: Duration,
}

fn ratio(time: Duration, base: Duration) -> f64 {
    time.as_secs_f64() / base.as_secs_f64()
}

fn measure(
    catalogue: &Catalogue,
    exercise: &Exercise,
    judge: &dyn Judge,
    report: &Reporter,
    folder: &Path,
    rounds: u32,
) -> Result<Times, Failure> {
    let fresh = Request { fresh: true, ..Request::default() };
    let (mut bare, mut starter, mut reference, mut known) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
    // The first round warms the compiler's files and is not counted.
    for round in 0..=rounds {
        let edited = |from: &Path| -> Result<PathBuf, Failure> {
            let text = fs::read_to_string(from).map_err(|e| Failure::internal(format!("{}: {e}", from.display())))?;
            let file = folder.join(format!("{}.rs", exercise.name));
            fs::write(&file, format!("{text}\n// Edit {round}.\n"))
                .map_err(|e| Failure::internal(format!("{}: {e}", file.display())))?;
            Ok(file)
        };
        let timed = |times: &mut Vec<Duration>, work: &mut dyn FnMut() -> Result<(), Failure>| {
            let begun = Instant::now();
            work()?;
            if round > 0 {
                times.push(begun.elapsed());
            }
            Ok::<(), Failure>(())
        };
        let file = edited(&exercise.reference)?;
        timed(&mut bare, &mut || {
            grader::bare_test(&catalogue.root, exercise, &file, folder).map_err(crate::judge::failure)
        })?;
        timed(&mut reference, &mut || judge.check(exercise, &file, &fresh, report.clone()).map(drop))?;
        let remembered = Request::default();
        judge.check(exercise, &file, &remembered, report.clone())?;
        timed(&mut known, &mut || judge.check(exercise, &file, &remembered, report.clone()).map(drop))?;
        let file = edited(&exercise.starter)?;
        timed(&mut starter, &mut || judge.check(exercise, &file, &fresh, report.clone()).map(drop))?;
    }
    Ok(Times { bare: median(bare), starter: median(starter), reference: median(reference), known: median(known) })
}

/// From the difference between a long and a short exploration, so that compiling falls out.
fn schedules_per_second(file: &Path, judge: &dyn Judge, report: &Reporter, rounds: u32) -> Result<f64, Failure> {
    const FEW: u64 = 10_000;
    const MANY: u64 = 110_000;
    let mut rates = Vec::new();
    for _ in 0..rounds {
        let time = |schedules| -> Result<Duration, Failure> {
            let request = Request { schedules: Some(schedules), fresh: true, ..Request::default() };
            let begun = Instant::now();
            judge.explore(file, &request, report.clone())?;
            Ok(begun.elapsed())
        };
        let (few, many) = (time(FEW)?, time(MANY)?);
        rates.push(many.saturating_sub(few));
    }
    Ok((MANY - FEW) as f64 / median(rates).as_secs_f64())
}

fn median(mut times: Vec<Duration>) -> Duration {
    times.sort_unstable();
    times[times.len() / 2]
}
