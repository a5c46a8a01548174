//! `doctor`: whether this machine has what the course needs, and the command that installs what it
//! has not.

use crate::{
    NOT_JUDGED, PASSED,
    failure::Failure,
    terminal::{BAD, BOLD, DIM, GOOD, NEXT, Terminal},
};
use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
};

/// Looks for everything and prints what it found.
///
/// # Errors
/// The result cannot be written.
pub fn run(terminal: &mut Terminal<'_>, root: &Path) -> Result<u8, Failure> {
    let findings = examine(root);
    let widest = findings.iter().map(|finding| finding.what.len()).max().unwrap_or(0);
    let mut missing = 0;
    for finding in &findings {
        let (style, mark) = match (&finding.state, finding.needed) {
            (Ok(_), _) => (GOOD, "ok"),
            (Err(_), true) => (BAD, "missing"),
            (Err(_), false) => (DIM, "optional"),
        };
        let mark = terminal.styled(style, format!("{mark:<8}"));
        let what = &finding.what;
        match &finding.state {
            Ok(found) => writeln!(terminal.out, "{mark}  {what:<widest$}  {found}")?,
            Err(Mend { problem, command }) => {
                missing += usize::from(finding.needed);
                writeln!(terminal.out, "{mark}  {what:<widest$}  {problem}")?;
                let command = terminal.styled(NEXT, command);
                writeln!(terminal.out, "{:8}  {:widest$}  to mend it: {command}", "", "")?;
            }
        }
    }
    let (code, end) = match missing {
        0 => (PASSED, "Everything the course needs is here.".to_owned()),
        1 => (NOT_JUDGED, "One thing the course needs is missing.".to_owned()),
        n => (NOT_JUDGED, format!("{n} things the course needs are missing.")),
    };
    writeln!(terminal.out, "\n{}", terminal.styled(BOLD, end))?;
    Ok(code)
}

/// One thing that was looked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// What it is.
    pub what: String,
    /// Whether nothing can be judged without it.
    pub needed: bool,
    /// What was found, or what is wrong.
    pub state: Result<String, Mend>,
}

/// What is wrong, and the command against it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mend {
    /// What is wrong, in half a line.
    pub problem: String,
    /// The command that mends it.
    pub command: String,
}

/// Looks for everything the course needs or can use.
pub fn examine(root: &Path) -> Vec<Finding> {
    vec![
        needed("rustc", rustc(root)),
        needed("cargo", tool(root, "cargo", &["--version"], INSTALL_RUST)),
        needed("linker", linker(root)),
        needed("target folder", target(root)),
        optional("rustfmt", tool(root, "cargo", &["fmt", "--version"], ADD_RUSTFMT)),
        optional("clippy", tool(root, "cargo", &["clippy", "--version"], ADD_CLIPPY)),
        optional("cargo-deny", tool(root, "cargo", &["deny", "--version"], INSTALL_DENY)),
    ]
}

pub(crate) const ADD_RUSTFMT: &str = "rustup component add rustfmt";
pub(crate) const ADD_CLIPPY: &str = "rustup component add clippy";
pub(crate) const INSTALL_DENY: &str = "cargo install --locked cargo-deny";
const INSTALL_RUST: &str = "install Rust as https://rustup.rs says";

fn needed(what: &str, state: Result<String, Mend>) -> Finding {
    Finding { what: what.to_owned(), needed: true, state }
}

fn optional(what: &str, state: Result<String, Mend>) -> Finding {
    Finding { what: what.to_owned(), needed: false, state }
}

fn mend(problem: impl Into<String>, command: impl Into<String>) -> Mend {
    Mend { problem: problem.into(), command: command.into() }
}

/// The first line a tool prints about itself.
fn tool(root: &Path, program: &str, arguments: &[&str], install: &str) -> Result<String, Mend> {
    let line = [&[program], arguments].concat().join(" ");
    match Command::new(program).args(arguments).current_dir(root).output() {
        Err(e) => Err(mend(format!("`{line}` cannot be run: {e}"), install)),
        Ok(output) if !output.status.success() => Err(mend(format!("`{line}` fails"), install)),
        Ok(output) => {
            let text = String::from_utf8_lossy(&output.stdout);
            Ok(text.lines().next().unwrap_or("").trim().to_owned())
        }
    }
}

/// rustc, in the version `rust-toolchain.toml` pins.
fn rustc(root: &Path) -> Result<String, Mend> {
    let version = tool(root, "rustc", &["--version"], INSTALL_RUST)?;
    let Some(pinned) = pinned(root) else { return Ok(version) };
    let found = version.split_whitespace().nth(1).unwrap_or("");
    if found == pinned {
        return Ok(version);
    }
    let problem = format!("{version}, but `rust-toolchain.toml` asks for {pinned}");
    Err(mend(problem, format!("rustup toolchain install {pinned}")))
}

/// The `channel` of `rust-toolchain.toml`.
fn pinned(root: &Path) -> Option<String> {
    let text = fs::read_to_string(root.join("rust-toolchain.toml")).ok()?;
    let line = text.lines().find_map(|line| line.trim().strip_prefix("channel"))?;
    let value = line.trim_start().strip_prefix('=')?.trim();
    Some(value.trim_matches('"').to_owned())
}

/// A linker that works, which only linking something shows.
fn linker(root: &Path) -> Result<String, Mend> {
    let install = match std::env::consts::OS {
        "macos" => "xcode-select --install",
        "windows" => "install the Visual Studio C++ build tools",
        _ => "install a C compiler, for example: sudo apt install build-essential",
    };
    let folder = tempfile::tempdir()
        .map_err(|e| mend(format!("no temporary folder: {e}"), "set TMPDIR to a writable folder"))?;
    let source = folder.path().join("empty.rs");
    fs::write(&source, "fn main() {}\n")
        .map_err(|e| mend(format!("cannot write a file: {e}"), "set TMPDIR to a writable folder"))?;
    let output = Command::new("rustc")
        .args(["--edition", "2024", "-o"])
        .arg(folder.path().join("empty"))
        .arg(&source)
        .current_dir(root)
        .output()
        .map_err(|e| mend(format!("`rustc` cannot be run: {e}"), INSTALL_RUST))?;
    if output.status.success() {
        return Ok("an empty program links".to_owned());
    }
    let text = String::from_utf8_lossy(&output.stderr);
    let line = text.lines().find(|line| line.starts_with("error")).unwrap_or("rustc fails");
    Err(mend(format!("an empty program does not link: {line}"), install))
}

/// The folder cargo builds into can be written.
fn target(root: &Path) -> Result<String, Mend> {
    let folder = std::env::var_os("CARGO_TARGET_DIR")
        .map_or_else(|| root.join("target"), |folder| root.join(PathBuf::from(folder)));
    let tried = fs::create_dir_all(&folder).and_then(|()| tempfile::tempfile_in(&folder));
    match tried {
        Ok(_) => Ok(format!("{} can be written", folder.display())),
        Err(e) => Err(mend(
            format!("`{}` cannot be written: {e}", folder.display()),
            "set CARGO_TARGET_DIR to a writable folder",
        )),
    }
}
