//! Reading one TOML file into a type, with errors that name file, line, key and what would be
//! accepted.

use crate::Error;
use serde::{Deserialize, Deserializer, de::DeserializeOwned, de::Error as _};
use std::{fs, ops::Range, path::Path};

/// Reads `root`/`file`; `file` is what errors call it.
pub(crate) fn read<T: DeserializeOwned>(root: &Path, file: &Path) -> Result<T, Error> {
    let text = fs::read_to_string(root.join(file)).map_err(|e| Error::io("read", file, &e))?;
    parse(file, &text)
}

/// Parses `text` as the contents of `file`.
pub(crate) fn parse<T: DeserializeOwned>(file: &Path, text: &str) -> Result<T, Error> {
    toml::from_str(text).map_err(|error| {
        let (line, key) = match error.span() {
            Some(span) => place(text, &span),
            None => (None, None),
        };
        // serde's own wording already lists what would be accepted; it only comes in two lines
        // where a path of keys is named.
        let message = error.message().trim().replace('\n', "; ");
        Error { line, key, ..Error::in_file(file, message) }
    })
}

/// The line number of `span` in `text` and the key that line sets, if it sets one.
fn place(text: &str, span: &Range<usize>) -> (Option<usize>, Option<String>) {
    let start = span.start.min(text.len());
    let Some(before) = text.get(..start) else {
        return (None, None);
    };
    let number = before.matches('\n').count() + 1;
    let line = text.lines().nth(number - 1).unwrap_or("");
    let key = line.split_once('=').map(|(key, _)| key.trim()).filter(|key| {
        !key.is_empty() && key.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '_' | '-' | '.'))
    });
    (Some(number), key.map(str::to_owned))
}

/// A whole number of at least 1.
pub(crate) fn positive<'de, D: Deserializer<'de>>(from: D) -> Result<u32, D::Error> {
    match u32::deserialize(from)? {
        0 => Err(D::Error::custom("is 0, expected a whole number of at least 1")),
        n => Ok(n),
    }
}

/// A whole number of at least 1, or nothing.
pub(crate) fn optional_positive<'de, D: Deserializer<'de>>(from: D) -> Result<Option<u64>, D::Error> {
    match u64::deserialize(from)? {
        0 => Err(D::Error::custom("is 0, expected a whole number of at least 1")),
        n => Ok(Some(n)),
    }
}

/// One line of text that says something.
pub(crate) fn one_line<'de, D: Deserializer<'de>>(from: D) -> Result<String, D::Error> {
    let text = String::deserialize(from)?;
    if text.trim().is_empty() || text.contains('\n') {
        return Err(D::Error::custom("expected one line of text"));
    }
    Ok(text)
}
