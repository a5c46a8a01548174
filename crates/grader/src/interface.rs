//! What to tell a learner whose file compiles, but not as the checks use it: the public interface
//! is not the one the task describes.
//!
//! rustc's errors point into the checks, which the learner did not write, so they are told again
//! from the learner's side: what is missing or different, how it is used, where it is declared.

use crate::compile::{Diagnostic, Said, Span};
use std::fmt::Write;

/// The text for the learner. `file` is the submission as it is shown.
pub(crate) fn explain(said: &Said, file: &str) -> String {
    let mut text = format!("error: `{file}` compiles, but its public items are not those the task asks for\n");
    let mut told = Vec::new();
    for error in said.errors() {
        let Some(span) = error.primary() else { continue };
        let told_now = one(error, span, file);
        // A missing type is an error at each of its uses.
        if !told.contains(&told_now) {
            text.push('\n');
            text.push_str(&told_now);
            told.push(told_now);
        }
    }
    text.push_str("\nThe task at the top of the starter gives every name and signature.\n");
    text
}

fn one(error: &Diagnostic, span: &Span, file: &str) -> String {
    let message = error.message.trim_end_matches(" in the current scope");
    let mut text = format!("{}\n", sentence(message));
    if let Some(label) = &span.label
        && !message.contains(label.as_str())
        && error.code() != Some("E0599")
    {
        let _ = writeln!(text, "  {}", sentence(label));
    }
    if let Some(line) = used(span) {
        let _ = writeln!(text, "  it is used like this:  {line}");
    }
    let declared = error.spans.iter().chain(error.children.iter().flat_map(|child| &child.spans));
    let mut places = Vec::new();
    for place in declared.filter(|span| span.file_name == file) {
        if let Some(line) = place.line()
            && !places.contains(&place.line_start)
        {
            places.push(place.line_start);
            let _ = writeln!(text, "  yours, {file}:{}:  {line}", place.line_start);
        }
    }
    for note in error.children.iter().filter(|child| child.spans.is_empty()) {
        if note.message.starts_with("expected") {
            for line in note.message.lines() {
                let _ = writeln!(text, "  {}", line.trim());
            }
        }
    }
    text
}

/// The crate is called `exercise` in the checks; a learner knows it as the file.
fn sentence(message: &str) -> String {
    message
        .replace(" in the crate root", "")
        .replace(" in the root", "")
        .replace("`exercise::", "`")
        .replace("exercise::", "")
}

fn used(span: &Span) -> Option<&str> {
    match &span.expansion {
        Some(expansion) => used(&expansion.span),
        None => span.line(),
    }
}
