//! `cargo xtask`: parses the arguments, calls the command, turns its result into an exit code.

use clap::{Parser, error::ErrorKind};
use course::{Catalogue, find_root};
use std::{
    env,
    io::{self, IsTerminal, Write},
    panic::{self, AssertUnwindSafe},
    process::ExitCode,
};
use xtask::{
    bench, check,
    cli::{self, Cli, Command},
    doctor, explore,
    failure::Failure,
    hint,
    judge::Grader,
    list, new_exercise,
    progress::Reporter,
    replay, reset, solution,
    terminal::{self, BAD, BOLD, Lenient, Terminal, styled},
    test, verify,
};

fn main() -> ExitCode {
    let json = env::args_os().any(|argument| argument == "--json");
    let cli = match Cli::try_parse() {
        Ok(cli) => cli,
        Err(error) => return usage(&error, json),
    };
    let result = panic::catch_unwind(AssertUnwindSafe(|| dispatch(cli))).unwrap_or_else(|_| {
        // The panic hook has already said where.
        Err(Failure::internal("an internal error, which is ours"))
    });
    ExitCode::from(result.unwrap_or_else(|failure| report(&failure, json)))
}

fn dispatch(cli: Cli) -> Result<u8, Failure> {
    let here = env::current_dir().map_err(|e| Failure::internal(format!("there is no current folder: {e}")))?;
    let root = match cli.root {
        Some(root) => here.join(root),
        None => find_root(&here)?,
    };
    let catalogue = || Catalogue::load(&root).map_err(Failure::from);
    let color = terminal::takes_color();
    let mut stdin = io::stdin().lock();
    let mut stdout = Lenient(io::stdout().lock());
    let t = &mut Terminal {
        out: &mut stdout,
        answers: terminal::somebody_is_there().then_some(&mut stdin),
        color,
        links: color && io::stdout().is_terminal(),
        width: terminal::width(),
    };
    let judge = Grader { root: root.clone() };
    let tell = &Reporter::stderr();
    let command = cli.command.unwrap_or(Command::Check(cli::Check::default()));
    let code = match command {
        Command::Bench(a) => bench::run(t, &catalogue()?, &judge, tell, &here, &a),
        Command::Check(a) => check::run(t, &catalogue()?, &judge, tell, &here, &a),
        Command::List(a) => list::run(t, &catalogue()?, &a),
        Command::Hint(a) => hint::run(t, &catalogue()?, &here, &a),
        Command::Reset(a) => reset::run(t, &catalogue()?, &here, &a),
        Command::Solution(a) => solution::run(t, &catalogue()?, &here, &a),
        Command::Explore(a) => explore::run(t, &root, &judge, tell, &a),
        Command::Replay(a) => replay::run(t, &catalogue()?, &judge, tell, &here, &a),
        Command::Verify(a) => verify::run(t, &catalogue()?, &judge, tell, &here, &a),
        Command::NewExercise(a) => new_exercise::run(t, &catalogue()?, &a),
        Command::Doctor => doctor::run(t, &root),
        Command::Test(a) => test::run(&catalogue()?, &a),
    };
    tell.clear();
    stdout.flush()?;
    code
}

/// Says why a command failed, and returns its exit code.
fn report(failure: &Failure, json: bool) -> u8 {
    if json {
        // A reader that went away cannot be told.
        let _ = writeln!(Lenient(io::stdout()), "{:#}", failure.json());
        return failure.code;
    }
    let color = anstream::AutoStream::choice(&io::stderr()) != anstream::ColorChoice::Never;
    let mut text = format!("{}: {failure}\n", styled(color, BAD, "error"));
    if let Some(hint) = &failure.hint {
        text.push_str(&format!("{}: {hint}\n", styled(color, BOLD, "hint")));
    }
    let _ = io::stderr().write_all(text.as_bytes());
    failure.code
}

/// clap's own errors, also as JSON; help and version are none.
fn usage(error: &clap::Error, json: bool) -> ExitCode {
    let asked_for = matches!(error.kind(), ErrorKind::DisplayHelp | ErrorKind::DisplayVersion);
    if asked_for || !json {
        let _ = error.print();
        let code = if asked_for { xtask::PASSED } else { xtask::USAGE };
        return ExitCode::from(code);
    }
    let text = error.render().to_string();
    let mut paragraphs = text.trim().split("\n\n");
    let message = paragraphs.next().unwrap_or("").trim_start_matches("error: ").trim();
    let hint = paragraphs.next().map(|hint| hint.trim().trim_start_matches("tip: "));
    let failure = Failure::usage(message.replace('\n', " "))
        .with_hint(hint.unwrap_or("`cargo xtask --help` shows what is accepted"));
    ExitCode::from(report(&failure, json))
}
