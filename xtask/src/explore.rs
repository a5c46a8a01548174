//! `explore`: any one-file program with `fn main()`, run under many schedules.

use crate::{
    cli,
    failure::Failure,
    judge::{Judge, Request},
    progress::Reporter,
    terminal::Terminal,
};
use std::path::Path;

/// Explores the file, whose path is relative to the process's current folder.
///
/// # Errors
/// There is no such file, or it could not be explored.
pub fn run(
    terminal: &mut Terminal<'_>,
    root: &Path,
    judge: &dyn Judge,
    report: &Reporter,
    arguments: &cli::Explore,
) -> Result<u8, Failure> {
    let file = &arguments.file;
    if !file.is_file() {
        return Err(Failure::usage(format!("there is no file `{}`", file.display()))
            .with_hint("expected a Rust file with `fn main()`"));
    }
    let request = Request {
        schedules: arguments.schedules,
        seed: arguments.seed,
        replay: arguments.replay.clone(),
        ..Request::default()
    };
    let verdict = judge.explore(file, &request, report.clone())?;
    report.clear();
    if arguments.json {
        terminal.out.write_all(verdict.to_json().as_bytes())?;
    } else {
        let text = grader::render::human(&verdict, None, root, terminal.color, terminal.width);
        writeln!(terminal.out, "{}", text.trim_end())?;
    }
    Ok(verdict.exit_code())
}
