//! Says which item of a crate the stand-ins lack, from what rustc says about a file that compiles
//! against the real crates and not against them.

use crate::{
    compile::{Diagnostic, Said, Span},
    kit::hide_stand_ins,
};

/// What a submission uses and no stand-in offers.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Lacking {
    /// A path, or what stands in the line.
    pub item: String,
    pub line: u32,
}

/// Everything rustc could not find in the stand-ins, in the order of its errors, each once.
pub(crate) fn lacking(said: &Said) -> Vec<Lacking> {
    let mut all: Vec<Lacking> = Vec::new();
    for error in said.errors() {
        let Some(span) = error.primary() else { continue };
        let span = outermost(span);
        for item in items(error, span) {
            let item = hide_stand_ins(&item);
            if !all.iter().any(|known| known.item == item) {
                all.push(Lacking { item, line: span.line_start });
            }
        }
    }
    all
}

/// The place in the submission: an error inside a macro points at its definition.
fn outermost(span: &Span) -> &Span {
    match &span.expansion {
        Some(expansion) => outermost(&expansion.span),
        None => span,
    }
}

fn items(error: &Diagnostic, span: &Span) -> Vec<String> {
    let quoted = quoted(&error.message);
    match error.code() {
        // unresolved imports `std::sync::mpsc`, `std::fs`
        Some("E0432") if !quoted.is_empty() => quoted,
        // no method named `lock` found for struct `Mutex<T>` in the current scope
        Some("E0599") if quoted.len() >= 2 => {
            let owner = quoted[1].trim_start_matches('&').trim_start_matches("mut ");
            let owner = owner.split('<').next().unwrap_or(owner);
            let owner = owner.rsplit("::").next().unwrap_or(owner);
            vec![format!("{owner}::{}", quoted[0])]
        }
        Some("E0425" | "E0433" | "E0412" | "E0405" | "E0404" | "E0531" | "E0532" | "E0574" | "E0603") => {
            vec![path_around(span).unwrap_or_else(|| error.message.clone())]
        }
        _ => match path_around(span).or_else(|| span.snippet()) {
            Some(text) => vec![text],
            None => vec![error.message.clone()],
        },
    }
}

/// What stands in backticks.
pub(crate) fn quoted(message: &str) -> Vec<String> {
    message.split('`').skip(1).step_by(2).map(str::to_owned).collect()
}

/// The whole path of which the span covers a part.
fn path_around(span: &Span) -> Option<String> {
    let line = span.text.first()?;
    let chars: Vec<char> = line.text.chars().collect();
    let is_path = |c: char| c.is_alphanumeric() || c == '_' || c == ':';
    let mut start = line.highlight_start.checked_sub(1)?.min(chars.len());
    let mut end = line.highlight_end.checked_sub(1)?.min(chars.len());
    if start >= end || !chars[start..end].iter().all(|c| is_path(*c)) {
        return None;
    }
    while start > 0 && is_path(chars[start - 1]) {
        start -= 1;
    }
    while end < chars.len() && is_path(chars[end]) {
        end += 1;
    }
    let path: String = chars[start..end].iter().collect();
    Some(path.trim_matches(':').to_owned()).filter(|path| !path.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn error(code: &str, message: &str, line: &str, part: &str) -> Diagnostic {
        let start = line.find(part).unwrap() + 1;
        serde_json::from_value(serde_json::json!({
            "message": message, "level": "error", "code": {"code": code}, "rendered": null,
            "spans": [{
                "file_name": "a.rs", "line_start": 7, "column_start": start, "is_primary": true,
                "label": null,
                "text": [{"text": line, "highlight_start": start, "highlight_end": start + part.len()}],
            }],
        }))
        .unwrap()
    }

    #[track_caller]
    fn check(error: Diagnostic, expect: &[&str]) {
        let said = Said { accepted: false, diagnostics: vec![error], stopped: None };
        let found: Vec<String> = lacking(&said).into_iter().map(|found| found.item).collect();
        assert_eq!(found, expect);
    }

    #[test]
    fn what_lacks_is_named_as_the_learner_wrote_it() {
        check(
            error(
                "E0432",
                "unresolved imports `std::sync::mpmc`, `std::fs`",
                "use std::{sync::mpmc, fs};",
                "sync::mpmc",
            ),
            &["std::sync::mpmc", "std::fs"],
        );
        check(
            error("E0433", "failed to resolve: could not find `fs` in `std`", "    std::fs::read(x)", "fs"),
            &["std::fs::read"],
        );
        check(
            error(
                "E0599",
                "no method named `poll` found for struct `explore_std::sync::Mutex<T>` in the current scope",
                "m.poll()",
                "poll",
            ),
            &["Mutex::poll"],
        );
        check(
            error("E0277", "`explore_std::sync::Mutex<u8>` cannot be sent", "spawn(move || m)", "spawn(move || m)"),
            &["spawn(move || m)"],
        );
    }
}
