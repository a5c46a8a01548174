//! What to tell a learner whose file compiles, but not as the checks use it: the public interface
//! is not the one the task describes.
//!
//! rustc's errors point into the checks, which the learner did not write, so they are told again
//! from the learner's side: what is missing or different, how it is used, where it is declared.

use crate::compile::{Diagnostic, Said, Span};
use std::{collections::BTreeSet, fmt::Write};

/// The text for the learner. `file` is the submission as it is shown, `text` what is in it.
pub(crate) fn explain(said: &Said, file: &str, text: &str) -> String {
    let mut report = format!("error: `{file}` compiles, but its public items are not those the task asks for\n");
    let mut told: Vec<String> = Vec::new();
    for error in said.errors() {
        let Some(span) = error.primary() else { continue };
        let what = what(error, span);
        // A missing item is an error at each of its uses; one tells all.
        if told.contains(&what) {
            continue;
        }
        report.push('\n');
        report.push_str(&what);
        if let Some(line) = used(span) {
            let _ = writeln!(report, "  the checks say:  {line}");
        }
        for line in declared(error, file) {
            let source = text.lines().nth(line as usize - 1).unwrap_or_default();
            let _ = writeln!(report, "  {file}:{line}:  {}", source.trim());
        }
        told.push(what);
    }
    report.push_str("\nThe task at the top of the starter gives every name and signature.\n");
    report
}

/// What is wrong, without where.
fn what(error: &Diagnostic, span: &Span) -> String {
    let message = error.message.trim_end_matches(" in the current scope");
    let mut text = format!("{}\n", of_the_file(message));
    let label = span.label.as_deref().filter(|label| {
        // The label of an unknown name repeats the message.
        label.contains("expected") || error.code() == Some("E0277")
    });
    if let Some(label) = label {
        let _ = writeln!(text, "  {}", of_the_file(label));
    }
    let notes = error.children.iter().filter(|note| note.spans.is_empty() && note.message.starts_with("expected"));
    for line in notes.flat_map(|note| note.message.lines()) {
        let _ = writeln!(text, "  {}", of_the_file(line.trim()));
    }
    text
}

/// The lines of the submission an error refers to, each once.
fn declared(error: &Diagnostic, file: &str) -> BTreeSet<u32> {
    let notes = error.children.iter().flat_map(|note| &note.spans);
    let spans = error.spans.iter().chain(notes);
    spans.filter(|span| span.file_name == file).map(|span| span.line_start).collect()
}

/// The checks know the file as the crate `exercise`, the learner does not.
fn of_the_file(message: &str) -> String {
    let mut text = message.to_owned();
    for own in [" in crate `exercise`", " in `exercise`", " in the crate root", " in the root"] {
        text = text.replace(own, "");
    }
    text.replace("exercise::", "")
}

fn used(span: &Span) -> Option<&str> {
    match &span.expansion {
        Some(expansion) => used(&expansion.span),
        None => span.line(),
    }
}
