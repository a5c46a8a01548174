//! Where a command writes, and what may be written there: colour, links, how wide a line is.

use anstream::{AutoStream, ColorChoice};
use anstyle::{AnsiColor, Style};
use serde_json::Value;
use std::{
    fmt,
    io::{self, IsTerminal, Write},
    path::Path,
};

/// The output of a command.
pub struct Terminal<'a> {
    /// Standard output, or what stands for it in a test.
    pub out: &'a mut dyn Write,
    /// Where an answer to a question is read from; `None` when nobody is there to be asked.
    pub answers: Option<&'a mut dyn io::BufRead>,
    /// Whether escape sequences for colour may be written.
    pub color: bool,
    /// Whether a file's name may be made a link.
    pub links: bool,
    /// Columns of a line.
    pub width: usize,
}

/// The width where none can be found out.
const WIDTH: usize = 80;

/// Whether standard output takes colour: `NO_COLOR`, `CLICOLOR_FORCE` and not being a terminal
/// are respected.
pub fn takes_color() -> bool {
    AutoStream::choice(&io::stdout()) != ColorChoice::Never
}

/// Columns of standard output.
pub fn width() -> usize {
    terminal_size::terminal_size_of(io::stdout()).map_or(WIDTH, |(width, _)| width.0.into())
}

impl Terminal<'_> {
    /// `text` in a style, or plain where colour is not taken.
    pub fn styled<T: fmt::Display>(&self, style: Style, text: T) -> String {
        styled(self.color, style, text)
    }

    /// The name of a file as the learner knows it, a link where the terminal follows links.
    pub fn file(&self, root: &Path, file: &Path) -> String {
        let name = shown(root, file);
        if !self.links {
            return name;
        }
        // A link needs the whole path; what cannot be resolved is shown without one.
        let Ok(file) = file.canonicalize() else { return name };
        let target: String = file
            .to_string_lossy()
            .bytes()
            .map(|byte| match byte {
                b'/' | b'-' | b'_' | b'.' => char::from(byte).to_string(),
                _ if byte.is_ascii_alphanumeric() => char::from(byte).to_string(),
                _ => format!("%{byte:02X}"),
            })
            .collect();
        format!("\x1b]8;;file://{target}\x1b\\{name}\x1b]8;;\x1b\\")
    }

    /// Writes one JSON document, indented, and ends the line.
    pub fn json(&mut self, document: &Value) -> io::Result<()> {
        serde_json::to_writer_pretty(&mut *self.out, document)?;
        writeln!(self.out)
    }
}

/// `text` in a style, or plain where `color` is false.
pub fn styled<T: fmt::Display>(color: bool, style: Style, text: T) -> String {
    match color {
        true => format!("{style}{text}{style:#}"),
        false => text.to_string(),
    }
}

/// A path relative to the root where it lies below it.
pub fn shown(root: &Path, file: &Path) -> String {
    file.strip_prefix(root).unwrap_or(file).display().to_string()
}

/// What matters most on a screen.
pub const BOLD: Style = Style::new().bold();
/// What may be skipped.
pub const DIM: Style = Style::new().dimmed();
/// What went well.
pub const GOOD: Style = AnsiColor::Green.on_default().bold();
/// What went wrong.
pub const BAD: Style = AnsiColor::Red.on_default().bold();
/// What to do next.
pub const NEXT: Style = AnsiColor::Cyan.on_default().bold();

/// Standard output for a reader that may go away, like `head`: what it does not read is dropped,
/// so that the exit code is still the verdict's.
pub struct Lenient<W>(pub W);

impl<W: Write> Write for Lenient<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        match self.0.write(bytes) {
            Err(e) if e.kind() == io::ErrorKind::BrokenPipe => Ok(bytes.len()),
            other => other,
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        match self.0.flush() {
            Err(e) if e.kind() == io::ErrorKind::BrokenPipe => Ok(()),
            other => other,
        }
    }
}

/// Whether a question on this terminal would be read and answered by a person.
pub fn somebody_is_there() -> bool {
    io::stdin().is_terminal() && io::stdout().is_terminal()
}
