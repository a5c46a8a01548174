//! The arguments of every command, and what `--help` says about them.

use clap::{Args, Parser, Subcommand};
use std::path::PathBuf;

const CHECK_EXAMPLES: &str = "\
Examples:
  cargo xtask check                                the first exercise you have not solved
  cargo xtask check threads/counter                this one; `counter` will do where only one has the name
  cargo xtask check exercises/threads/counter.rs   the same, by its file
  cargo xtask check --all                          every exercise, with a table at the end
  cargo xtask check counter --file mine.rs         a file lying elsewhere; nothing is recorded
  cargo xtask check counter --json                 one JSON document on standard output
  cargo xtask check counter --replay STRING        one schedule again, as printed with a failure";

const COURSE_EXAMPLES: &str = "\
Examples:
  cargo xtask                     judge the first exercise you have not solved
  cargo xtask check counter       judge one exercise
  cargo xtask hint                a hint for the exercise you are at; ask again for the next
  cargo xtask list                what there is and how far you are

Exit codes: 0 passed, 1 failed, 2 wrong usage, 3 could not judge.";

/// Learn concurrency in Rust by doing: you edit the files in `exercises/`, this judges them.
#[derive(Debug, Parser)]
#[command(name = "xtask", bin_name = "cargo xtask", version, after_help = COURSE_EXAMPLES)]
#[command(disable_help_subcommand = true)]
pub struct Cli {
    /// The root of the course, instead of the nearest folder upward with `course.toml`.
    #[arg(long, global = true, hide = true, value_name = "PATH")]
    pub root: Option<PathBuf>,
    /// Without one: `check`.
    #[command(subcommand)]
    pub command: Option<Command>,
}

/// What can be asked for.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Judge an exercise: the one named, or the first you have not solved
    #[command(after_help = CHECK_EXAMPLES)]
    Check(Check),
    /// Show every exercise and how far you are
    List(List),
    /// Show a hint; ask again for the next
    #[command(after_help = "\
Examples:
  cargo xtask hint              for the first exercise you have not solved
  cargo xtask hint counter
  cargo xtask hint counter --reset")]
    Hint(Hint),
    /// Put an exercise's starter back; your file is kept beside it
    #[command(after_help = "\
Examples:
  cargo xtask reset counter         asks first
  cargo xtask reset counter --yes   for scripts")]
    Reset(Reset),
    /// Show the reference answer of an exercise you have solved
    #[command(after_help = "\
Examples:
  cargo xtask solution counter
  cargo xtask solution counter --spoil   before it is solved")]
    Solution(Solution),
    /// Run any single-file std or crossbeam program under many schedules
    #[command(after_help = "\
Examples:
  cargo xtask explore program.rs
  cargo xtask explore program.rs --schedules 100000 --json
  cargo xtask explore program.rs --replay STRING")]
    Explore(Explore),
    /// Show the last failing schedule again, or the one given
    #[command(after_help = "\
Examples:
  cargo xtask replay                  the last failure of all
  cargo xtask replay counter          the last failure of this exercise
  cargo xtask replay counter STRING   this schedule of it; without a name, of the last that failed")]
    Replay(Replay),
    /// Prove that starters fail, right answers pass and wrong ones are found out (for authors)
    #[command(after_help = "\
Examples:
  cargo xtask verify                    every exercise, every answer twice
  cargo xtask verify counter --once     one exercise, quickly
  cargo xtask verify --table            with the schedules each wrong answer needed")]
    Verify(Verify),
    /// Scaffold an exercise (for authors)
    #[command(after_help = "\
Examples:
  cargo xtask new-exercise threads/semaphore
  cargo xtask new-exercise csp/sieve --lesson channels")]
    NewExercise(NewExercise),
    /// Look for what the course needs, and name the command that installs what is missing
    Doctor,
    /// Run the project's own tests
    Test(Test),
    /// Measure how long a verdict takes, as a ratio to the bare compiler (for authors)
    #[command(after_help = "\
Examples:
  cargo xtask bench
  cargo xtask bench bounded_queue --rounds 9")]
    Bench(Bench),
}

/// Arguments of `check`.
#[derive(Debug, Default, Args)]
pub struct Check {
    /// `model/name`, a name only one model has, or the exercise's file
    pub exercise: Option<String>,
    /// Judge every exercise
    #[arg(long, conflicts_with_all = ["exercise", "file", "replay"])]
    pub all: bool,
    /// Judge this file as the exercise; nothing is recorded
    #[arg(long, value_name = "PATH", requires = "exercise")]
    pub file: Option<PathBuf>,
    /// Print one JSON document and nothing else
    #[arg(long)]
    pub json: bool,
    /// Run one schedule again, as printed with a failure
    #[arg(long, value_name = "STRING")]
    pub replay: Option<String>,
    /// The seed of the schedules
    #[arg(long, value_name = "N")]
    pub seed: Option<u64>,
    /// How many schedules to try for each check
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u64).range(1..))]
    pub schedules: Option<u64>,
}

/// Arguments of `bench`.
#[derive(Debug, Args)]
pub struct Bench {
    /// The exercises to measure; without one, all
    pub exercises: Vec<String>,
    /// How often everything is measured
    #[arg(long, value_name = "N", default_value_t = 5, value_parser = clap::value_parser!(u32).range(1..))]
    pub rounds: u32,
}

/// Arguments of `list`.
#[derive(Debug, Args)]
pub struct List {
    /// Print one JSON document and nothing else
    #[arg(long)]
    pub json: bool,
}

/// Arguments of `hint`.
#[derive(Debug, Args)]
pub struct Hint {
    /// The exercise; without one, the first you have not solved
    pub exercise: Option<String>,
    /// Forget which hints were shown
    #[arg(long)]
    pub reset: bool,
}

/// Arguments of `reset`.
#[derive(Debug, Args)]
pub struct Reset {
    /// The exercise
    pub exercise: String,
    /// Do not ask
    #[arg(long)]
    pub yes: bool,
}

/// Arguments of `solution`.
#[derive(Debug, Args)]
pub struct Solution {
    /// The exercise
    pub exercise: String,
    /// Show it although you have not solved it
    #[arg(long)]
    pub spoil: bool,
}

/// Arguments of `explore`.
#[derive(Debug, Args)]
pub struct Explore {
    /// A Rust file with `fn main()`
    pub file: PathBuf,
    /// Print one JSON document and nothing else
    #[arg(long)]
    pub json: bool,
    /// How many schedules to try
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u64).range(1..))]
    pub schedules: Option<u64>,
    /// The seed of the schedules
    #[arg(long, value_name = "N")]
    pub seed: Option<u64>,
    /// Run one schedule again, as printed with a failure
    #[arg(long, value_name = "STRING")]
    pub replay: Option<String>,
}

/// Arguments of `replay`.
#[derive(Debug, Args)]
pub struct Replay {
    /// The exercise; without one, the one that failed last
    pub exercise: Option<String>,
    /// The schedule, as printed with a failure; without one, the last that failed
    pub string: Option<String>,
    /// Print one JSON document and nothing else
    #[arg(long)]
    pub json: bool,
}

/// Arguments of `verify`.
#[derive(Debug, Args)]
pub struct Verify {
    /// The exercises; without one, all
    pub exercises: Vec<String>,
    /// Print one JSON document and nothing else
    #[arg(long)]
    pub json: bool,
    /// Judge every answer once only: nothing is proved about two runs being the same
    #[arg(long)]
    pub once: bool,
    /// Also print the table of wrong answers, with the schedules each needed
    #[arg(long)]
    pub table: bool,
    /// Also require every learner's copy to be the untouched starter
    #[arg(long)]
    pub pristine: bool,
}

/// Arguments of `new-exercise`.
#[derive(Debug, Args)]
pub struct NewExercise {
    /// Where and how it is called, for example `threads/semaphore`
    #[arg(value_name = "MODEL/NAME")]
    pub id: String,
    /// The lesson that teaches it, an existing one or a new one of that name
    #[arg(long)]
    pub lesson: Option<String>,
}

/// Arguments of `test`.
#[derive(Debug, Args)]
pub struct Test {
    /// Also require every learner's copy to be the untouched starter, as a release must have it
    #[arg(long)]
    pub pristine: bool,
}
