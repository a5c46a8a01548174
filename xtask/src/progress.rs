//! What is being done right now, on standard error, so that nobody watches silence and standard
//! output stays the verdict's.
//!
//! On a terminal the line is overwritten; elsewhere only what takes long is told, a line each.

use std::{
    collections::HashSet,
    io::{self, IsTerminal, Write},
    sync::{Arc, Mutex},
};

/// Tells on standard error what is being done; a clone tells on the same line.
#[derive(Clone)]
pub struct Reporter {
    line: Arc<Mutex<Line>>,
}

struct Line {
    /// Whether an overwritten line can be seen; `None` when nothing is to be told at all.
    live: Option<bool>,
    /// Columns of the line that is on the screen.
    shown: usize,
    /// Lasting lines so far: several cargo processes at a time say the same.
    told: HashSet<String>,
}

impl Reporter {
    /// Tells standard error.
    pub fn stderr() -> Reporter {
        Reporter::new(Some(io::stderr().is_terminal()))
    }

    /// Tells nobody.
    pub fn silent() -> Reporter {
        Reporter::new(None)
    }

    fn new(live: Option<bool>) -> Reporter {
        Reporter { line: Arc::new(Mutex::new(Line { live, shown: 0, told: HashSet::new() })) }
    }

    /// Tells what the grader says of itself.
    pub fn tell(&self, progress: &grader::Progress) {
        match progress {
            // cargo's own line, which is aligned to the right.
            grader::Progress::Building(line) => self.lasting(line),
            grader::Progress::Compiling => self.passing("compiling your file"),
            grader::Progress::Judging { done, total } => {
                self.passing(&format!("judging: {done} of {total} checks"));
            }
        }
    }

    /// A line that is overwritten by the next, and not shown at all off a terminal.
    pub fn passing(&self, text: &str) {
        let mut line = self.lock();
        if line.live == Some(true) {
            let width = terminal_size::terminal_size_of(io::stderr()).map_or(80, |(width, _)| usize::from(width.0));
            let text: String = text.chars().take(width.saturating_sub(1)).collect();
            line.clear();
            line.shown = text.chars().count();
            write(&text);
        }
    }

    /// A line that stays; told once.
    pub fn lasting(&self, text: &str) {
        let mut line = self.lock();
        if line.live.is_some() && line.told.insert(text.to_owned()) {
            line.clear();
            write(&format!("{text}\n"));
        }
    }

    /// Removes a passing line, before something else is written to the screen.
    pub fn clear(&self) {
        self.lock().clear();
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, Line> {
        // A panic while telling must not hide the panic of the work.
        self.line.lock().unwrap_or_else(|poisoned| poisoned.into_inner())
    }
}

impl Line {
    fn clear(&mut self) {
        if self.shown > 0 {
            write(&format!("\r{}\r", " ".repeat(self.shown)));
            self.shown = 0;
        }
    }
}

/// Progress that cannot be written is not worth failing for.
fn write(text: &str) {
    let mut err = io::stderr().lock();
    let _ = err.write_all(text.as_bytes());
    let _ = err.flush();
}
