//! Calls rustc and reads its diagnostics.

use crate::{
    Error, Kind, Limits, Options,
    kit::{self, Extern},
    process::{self, Stopped},
    standins::{self, StandIns, Toolchain},
};
use serde::Deserialize;
use std::{
    env,
    ffi::OsString,
    path::{Path, PathBuf},
    process::Command,
    time::Duration,
};

/// One call of rustc.
pub(crate) struct Call<'a> {
    pub toolchain: &'a Toolchain,
    pub stand_ins: &'a StandIns,
    /// The folder rustc runs in: places are relative to it.
    pub root: &'a Path,
    pub crate_name: &'a str,
    pub crate_type: &'a str,
    pub source: &'a Path,
    pub externs: &'a [Extern],
    /// Libraries of our own making.
    pub own: &'a [(&'a str, &'a Path)],
    pub forbid_unsafe: bool,
    /// Only metadata: a type-check.
    pub check_only: bool,
    pub out: &'a Path,
    /// Where rustc keeps what it can use again, for a crate that stays almost the same. Of use only
    /// if the source, `root` and `remap` are the same every time.
    pub incremental: Option<&'a Path>,
    /// Prefixes of paths and what is shown instead.
    pub remap: &'a [(PathBuf, String)],
}

/// What rustc said.
#[derive(Debug)]
pub(crate) struct Said {
    pub accepted: bool,
    pub diagnostics: Vec<Diagnostic>,
    /// Why rustc was ended, if it was.
    pub stopped: Option<String>,
}

/// A diagnostic of rustc, as much of it as is used.
#[derive(Debug, Clone, Deserialize)]
pub(crate) struct Diagnostic {
    pub message: String,
    pub level: String,
    pub code: Option<Code>,
    #[serde(default)]
    pub spans: Vec<Span>,
    #[serde(default)]
    pub children: Vec<Diagnostic>,
    pub rendered: Option<String>,
}

#[derive(Debug, Clone, Deserialize)]
pub(crate) struct Code {
    pub code: String,
}

#[derive(Debug, Clone, Deserialize)]
pub(crate) struct Span {
    pub file_name: String,
    pub line_start: u32,
    pub is_primary: bool,
    pub label: Option<String>,
    #[serde(default)]
    pub text: Vec<SpanText>,
    #[serde(default)]
    pub expansion: Option<Box<Expansion>>,
}

#[derive(Debug, Clone, Deserialize)]
pub(crate) struct Expansion {
    pub span: Span,
}

#[derive(Debug, Clone, Deserialize)]
pub(crate) struct SpanText {
    pub text: String,
    pub highlight_start: usize,
    pub highlight_end: usize,
}

impl Span {
    /// The text it covers, of its first line.
    pub fn snippet(&self) -> Option<String> {
        let line = self.text.first()?;
        let chars = line.text.chars();
        let length = line.highlight_end.checked_sub(line.highlight_start)?;
        Some(chars.skip(line.highlight_start.checked_sub(1)?).take(length).collect())
    }

    /// The line it is on, without indentation.
    pub fn line(&self) -> Option<&str> {
        Some(self.text.first()?.text.trim())
    }
}

impl Diagnostic {
    pub fn is_error(&self) -> bool {
        self.level.starts_with("error")
    }

    pub fn code(&self) -> Option<&str> {
        Some(self.code.as_ref()?.code.as_str())
    }

    pub fn primary(&self) -> Option<&Span> {
        self.spans.iter().find(|span| span.is_primary)
    }
}

impl Said {
    /// Everything rustc printed, with the terminal's colours.
    pub fn rendered(&self) -> String {
        let texts = self.diagnostics.iter().filter_map(|said| said.rendered.as_deref());
        texts.collect()
    }

    pub fn errors(&self) -> impl Iterator<Item = &Diagnostic> {
        self.diagnostics.iter().filter(|said| said.is_error())
    }

    pub fn warnings(&self) -> impl Iterator<Item = &Diagnostic> {
        // "3 warnings emitted" has no place.
        self.diagnostics.iter().filter(|said| said.level == "warning" && !said.spans.is_empty())
    }
}

/// What rustc may use: a submission can keep it busy for ever.
fn limits() -> Limits {
    Limits { wall: Duration::from_secs(120), memory: 8 << 30, output: 4 << 20 }
}

/// Compiles a file by itself as a test and runs it; see [`crate::bare_test`].
pub(crate) fn bare_test(root: &Path, kit: course::Kit, file: &Path, folder: &Path) -> Result<(), Error> {
    let toolchain = Toolchain::find(root)?;
    let parts = kit::parts(kit);
    let stand_ins = standins::ready(root, &toolchain, parts, &Options::default())?;
    let out = folder.join("bare-test");
    let mut command = Command::new(&toolchain.rustc);
    command.args(["--edition", "2024", "--test", "--crate-name", "bare", "-A", "warnings", "-o"]).arg(&out);
    for (name, package) in parts.real {
        extern_crate(&mut command, name, stand_ins.library(package));
    }
    for dependencies in &stand_ins.folders {
        let mut search = OsString::from("dependency=");
        search.push(dependencies);
        command.arg("-L").arg(search);
    }
    command.arg(file);
    for command in [&mut command, &mut Command::new(&out)] {
        let output = command.output().map_err(|e| Error::io("run", Path::new(command.get_program()), &e))?;
        if !output.status.success() {
            let said = String::from_utf8_lossy(&output.stderr).into_owned();
            return Err(Error::new(Kind::Usage, format!("`{}` does not compile: {said}", file.display())));
        }
    }
    Ok(())
}

/// Calls rustc.
pub(crate) fn rustc(call: &Call<'_>) -> Result<Said, Error> {
    let mut command = Command::new(&call.toolchain.rustc);
    command
        .current_dir(call.root)
        .env_clear()
        .envs(
            ["PATH", "HOME", "TMPDIR", "SDKROOT", "DEVELOPER_DIR"]
                .iter()
                .filter_map(|name| Some((name, env::var_os(name)?))),
        )
        .args(["--edition", "2024", "--error-format", "json", "--json", "diagnostic-rendered-ansi"])
        .args(["--crate-name", call.crate_name, "--crate-type", call.crate_type])
        .args(["-C", "opt-level=0", "-C", "debuginfo=0", "-C", "debug-assertions=yes"])
        .args(["--emit", if call.check_only { "metadata" } else { "link" }])
        .arg("-o")
        .arg(call.out);
    if call.crate_type == "bin" && !call.check_only {
        // Linking std's own debug information costs more than compiling a small file.
        command.args(["-C", "strip=debuginfo"]);
    }
    if call.forbid_unsafe {
        command.args(["-F", "unsafe_code"]);
    }
    for (name, package) in call.externs {
        extern_crate(&mut command, name, call.stand_ins.library(package));
    }
    for (name, library) in call.own {
        extern_crate(&mut command, name, library);
    }
    for folder in &call.stand_ins.folders {
        let mut search = OsString::from("dependency=");
        search.push(folder);
        command.arg("-L").arg(search);
    }
    if let Some(folder) = call.incremental {
        let mut option = OsString::from("incremental=");
        option.push(folder);
        command.arg("-C").arg(option);
    }
    for (from, to) in call.remap {
        let mut map = OsString::from("--remap-path-prefix=");
        map.push(from);
        map.push("=");
        map.push(to);
        command.arg(map);
    }
    command.arg(call.source);

    let finished = process::run(&mut command, b"", &limits()).map_err(|error| {
        let rustc = call.toolchain.rustc.display();
        Error::new(Kind::Toolchain, format!("cannot run `{rustc}`: {error}"))
    })?;
    let text = String::from_utf8_lossy(&finished.stderr);
    let mut diagnostics = Vec::new();
    let mut other = String::new();
    for line in text.lines() {
        match serde_json::from_str::<Diagnostic>(line) {
            Ok(mut diagnostic) => {
                if let Some(text) = &mut diagnostic.rendered {
                    *text = as_shown(text, call.remap);
                }
                diagnostics.push(diagnostic);
            }
            Err(_) => {
                other.push_str(line);
                other.push('\n');
            }
        }
    }
    let accepted = finished.status.success() && finished.stopped.is_none();
    let refused = diagnostics.iter().any(Diagnostic::is_error);
    let stopped = match finished.stopped {
        Some(Stopped::Time) => Some("the compiler did not come to an end".to_owned()),
        Some(Stopped::Output) if !refused => Some("the compiler's messages did not come to an end".to_owned()),
        // Killed, out of memory or stack, or an internal error: no diagnostics, so not a refusal.
        _ if !accepted && !refused => Some(format!("the compiler broke off: {}", last_line(&other))),
        _ => None,
    };
    Ok(Said { accepted, diagnostics, stopped })
}

/// rustc does not remap the path in the one message about a file it cannot read as text.
fn as_shown(text: &str, remap: &[(PathBuf, String)]) -> String {
    let mut text = text.to_owned();
    for (from, to) in remap.iter().filter(|(_, to)| !to.is_empty()) {
        text = text.replace(&*from.to_string_lossy(), to);
    }
    text
}

fn last_line(text: &str) -> &str {
    text.lines().rev().find(|line| !line.trim().is_empty()).unwrap_or("it said nothing")
}

fn extern_crate(command: &mut Command, name: &str, library: &Path) {
    let mut value = OsString::from(name);
    value.push("=");
    value.push(library);
    command.arg("--extern").arg(value);
}

/// `text` without the terminal's colours.
pub(crate) fn plain(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    let mut chars = text.chars();
    while let Some(c) = chars.next() {
        if c == '\u{1b}' {
            // A control sequence: `[`, parameters, one letter.
            for c in chars.by_ref() {
                if c.is_ascii_alphabetic() {
                    break;
                }
            }
        } else {
            plain.push(c);
        }
    }
    plain
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn colours_go_and_text_stays() {
        assert_eq!(plain("\u{1b}[1m\u{1b}[38;5;9merror\u{1b}[0m: no [0m"), "error: no [0m");
    }
}
