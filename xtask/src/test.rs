//! `test`: the project's own tests, everything continuous integration refuses.
//!
//! Every step runs, whatever came of those before it; plain `cargo test` is the last, so that a
//! run in which everything passed ends with a test runner's line.

use crate::{FAILED, PASSED, cli, doctor, failure::Failure, terminal::shown};
use course::Catalogue;
use std::{
    env,
    ffi::OsString,
    path::{Path, PathBuf},
    process::{Command, Stdio},
};

/// Runs every step; the steps write to the process's own output.
///
/// # Errors
/// cargo cannot be run at all, or a component is missing and cannot be installed.
pub fn run(catalogue: &Catalogue, arguments: &cli::Test) -> Result<u8, Failure> {
    let root = &catalogue.root;
    component(root, "fmt", doctor::ADD_RUSTFMT)?;
    component(root, "clippy", doctor::ADD_CLIPPY)?;
    let mut failed = Vec::new();
    let mut step = |name: &str, command: &mut Command| -> Result<(), Failure> {
        eprintln!("\n== {name}");
        let status = command.current_dir(root).stdin(Stdio::null()).status().map_err(|e| {
            let program = command.get_program().display();
            Failure::internal(format!("`{program}` cannot be run: {e}"))
                .with_hint("`cargo xtask doctor` says what is missing")
        })?;
        if !status.success() {
            failed.push(name.to_owned());
        }
        Ok(())
    };

    step("cargo fmt --check", &mut cargo(["fmt", "--all", "--check"]))?;
    // Exercises and answers are no modules cargo fmt finds: they are included by a build script.
    let files = sources(catalogue);
    let mut rustfmt = Command::new("rustfmt");
    rustfmt.args(["--check", "--edition", "2024"]).args(&files);
    if !files.is_empty() {
        step("rustfmt --check of exercises and answers", &mut rustfmt)?;
    }
    // A starter is unfinished by intent, and a learner's file is the learner's business.
    let without_exercises = ["--workspace", "--exclude", "exercises-*"];
    let mut clippy = cargo(["clippy"]);
    clippy.args(without_exercises).args(["--all-targets", "--", "-D", "warnings"]);
    step("cargo clippy", &mut clippy)?;
    deny(root, &mut step)?;
    let mut verify = Command::new(env::current_exe()?);
    verify.arg("--root").arg(root).arg("verify");
    if arguments.pristine {
        verify.arg("--pristine");
    }
    step("cargo xtask verify", &mut verify)?;
    let mut test = cargo(["test"]);
    test.args(without_exercises).arg("--no-fail-fast");
    step("cargo test", &mut test)?;

    if failed.is_empty() {
        return Ok(PASSED);
    }
    eprintln!("\nfailed: {}", failed.join(", "));
    Ok(FAILED)
}

/// The cargo that runs this, so that the pinned toolchain is used throughout.
fn cargo<const N: usize>(arguments: [&str; N]) -> Command {
    let mut command = Command::new(env::var_os("CARGO").unwrap_or_else(|| OsString::from("cargo")));
    command.args(arguments);
    command
}

/// Installs a component of the toolchain that is missing, if rustup is there to do it.
fn component(root: &Path, name: &str, install: &str) -> Result<(), Failure> {
    let there = || {
        let mut command = cargo([name, "--version"]);
        command.current_dir(root).stdout(Stdio::null()).stderr(Stdio::null());
        command.status().is_ok_and(|status| status.success())
    };
    if there() {
        return Ok(());
    }
    eprintln!("`cargo {name}` is missing: {install}");
    let mut words = install.split_whitespace();
    let program = words.next().expect("the command is not empty");
    // Whether it worked is seen by looking again.
    let _ = Command::new(program).args(words).current_dir(root).status();
    match there() {
        true => Ok(()),
        false => Err(Failure::internal(format!("`cargo {name}` is missing and was not installed"))
            .with_hint(format!("install it with `{install}`"))),
    }
}

/// Licences, advisories and sources of the dependencies, where cargo-deny is installed. It needs
/// minutes to install and the network to run, so it is not installed here; nor skipped in silence.
fn deny(root: &Path, step: &mut impl FnMut(&str, &mut Command) -> Result<(), Failure>) -> Result<(), Failure> {
    let mut version = cargo(["deny", "--version"]);
    version.current_dir(root).stdout(Stdio::null()).stderr(Stdio::null());
    if version.status().is_ok_and(|status| status.success()) {
        return step("cargo deny check", &mut cargo(["deny", "check"]));
    }
    eprintln!(
        "\n== cargo deny check\nnot run: cargo-deny is not installed. It would check the dependencies' licences,\n\
         known vulnerabilities, duplicate versions and sources against deny.toml.\n\
         Install it with `{}`.",
        doctor::INSTALL_DENY
    );
    Ok(())
}

/// The sources of the exercises that cargo does not know, without the learner's own.
fn sources(catalogue: &Catalogue) -> Vec<PathBuf> {
    let mut files: Vec<PathBuf> = Vec::new();
    for exercise in &catalogue.exercises {
        files.extend([&exercise.starter, &exercise.checks_file, &exercise.reference].map(Clone::clone));
        files.extend(exercise.rights.iter().map(|right| right.path.clone()));
        files.extend(exercise.wrongs.iter().map(|wrong| wrong.path.clone()));
    }
    files.retain(|file| file.is_file());
    for file in &mut files {
        *file = PathBuf::from(shown(&catalogue.root, file));
    }
    files
}
