//! Runs one check in a process of its own and reads what it reports.
//!
//! Only a whole record counts, behind the nonce of this very request, for the check that was asked
//! for, once. Whatever else happens the check has not passed.

use crate::{
    Limits, Outcome,
    process::{self, Finished, Stopped},
};
use course::Diagnosis;
use serde::{Deserialize, Serialize};
use std::{
    fs::File,
    io::{self, Read},
    os::unix::process::ExitStatusExt,
    path::Path,
    process::Command,
};

/// What a check process is asked.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct Request<'a> {
    pub nonce: String,
    pub check: &'a str,
    pub schedules: Option<u64>,
    pub seed: u64,
    pub replay: Option<&'a str>,
}

/// What it reports.
#[derive(Debug, Clone, Deserialize)]
pub(crate) struct Record {
    pub check: String,
    pub verdict: Outcome,
    pub diagnosis: Option<String>,
    #[serde(default)]
    pub message: String,
    #[serde(default)]
    pub schedules: u64,
    #[serde(default)]
    pub exhaustive: bool,
    #[serde(default)]
    pub weak_orderings: bool,
    pub replay: Option<String>,
    #[serde(default)]
    pub output: String,
    pub place: Option<RawPlace>,
    pub thread: Option<String>,
    #[serde(default)]
    pub trace: Vec<RawEvent>,
    #[serde(default)]
    pub blocked: Vec<RawBlocked>,
}

/// A place that may be missing or inside a library.
#[derive(Debug, Clone, Default, Deserialize)]
pub(crate) struct RawPlace {
    pub file: Option<String>,
    pub line: Option<u32>,
    pub column: Option<u32>,
}

#[derive(Debug, Clone, Deserialize)]
pub(crate) struct RawObject {
    pub kind: String,
    pub id: Option<u32>,
    pub file: Option<String>,
    pub line: Option<u32>,
}

#[derive(Debug, Clone, Deserialize)]
pub(crate) struct RawEvent {
    pub thread: String,
    pub operation: String,
    pub object: Option<RawObject>,
    #[serde(flatten)]
    pub place: RawPlace,
    pub value: Option<String>,
    pub note: Option<String>,
    #[serde(default)]
    pub switch: bool,
    #[serde(default)]
    pub could_run: Vec<String>,
}

#[derive(Debug, Clone, Deserialize)]
pub(crate) struct RawHeld {
    pub object: RawObject,
    #[serde(flatten)]
    pub place: RawPlace,
}

#[derive(Debug, Clone, Deserialize)]
pub(crate) struct RawBlocked {
    pub thread: String,
    pub operation: String,
    pub object: Option<RawObject>,
    #[serde(flatten)]
    pub place: RawPlace,
    #[serde(default)]
    pub holds: Vec<RawHeld>,
    #[serde(default)]
    pub held_by: Vec<String>,
    #[serde(default)]
    pub in_cycle: bool,
}

/// What came of a check process.
#[derive(Debug)]
pub(crate) struct Reported {
    pub result: Result<Record, NoRecord>,
    /// What it printed besides, on both streams.
    pub printed: String,
    /// Whether the wall clock had a part in it, so that it may end otherwise another time.
    pub by_clock: bool,
}

/// Why there is no record to believe, which fails the check.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct NoRecord {
    pub diagnosis: Diagnosis,
    pub message: String,
}

/// Bytes of what a process printed that are kept for the learner.
const PRINTED: usize = 4000;

/// Starts `binary` in `folder`, asks it for one check and reads its report.
pub(crate) fn run(binary: &Path, folder: &Path, request: &Request<'_>, limits: &Limits) -> io::Result<Reported> {
    let mut line = serde_json::to_string(request).expect("strings and numbers only");
    line.push('\n');
    let mut command = Command::new(binary);
    command.current_dir(folder).env_clear();
    let finished = process::run(&mut command, line.as_bytes(), limits)?;
    Ok(read(&finished, request))
}

/// 128 random bits.
pub(crate) fn nonce() -> io::Result<String> {
    let mut bytes = [0; 16];
    File::open("/dev/urandom")?.read_exact(&mut bytes)?;
    Ok(bytes.iter().map(|byte| format!("{byte:02x}")).collect())
}

fn read(finished: &Finished, request: &Request<'_>) -> Reported {
    let stdout = String::from_utf8_lossy(&finished.stdout);
    let stderr = String::from_utf8_lossy(&finished.stderr);
    let mark = format!("@{} ", request.nonce);
    let mut records = Vec::new();
    let mut printed = String::new();
    // A record counts with its line's end: a cut-off one is none. What a program prints without a
    // newline may stand before it.
    for line in stdout.split_inclusive('\n') {
        match line.split_once(&mark) {
            Some((before, record)) if record.ends_with('\n') => {
                printed.push_str(before);
                records.push(record.trim_end());
            }
            _ => printed.push_str(line),
        }
    }
    printed.push_str(&stderr);
    let result = match (finished.stopped, &records[..]) {
        (Some(Stopped::Time), _) => failed(Diagnosis::OutOfResources, "did not come to an end: stopped by the clock"),
        (Some(Stopped::Output), _) => failed(Diagnosis::OutOfResources, "printed without end and was stopped"),
        (None, []) => Err(without_record(finished, &stderr)),
        (None, [record]) => match serde_json::from_str::<Record>(record) {
            Ok(record) if record.check == request.check => Ok(record),
            Ok(_) => failed(Diagnosis::Forbidden, "reported for another check"),
            Err(error) => failed(Diagnosis::Forbidden, &format!("its report cannot be read: {error}")),
        },
        (None, _) => failed(Diagnosis::Forbidden, "reported more than once"),
    };
    let end = (0..=PRINTED.min(printed.len())).rev().find(|at| printed.is_char_boundary(*at));
    printed.truncate(end.unwrap_or(0));
    Reported { result, printed, by_clock: finished.stopped == Some(Stopped::Time) }
}

fn failed(diagnosis: Diagnosis, message: &str) -> Result<Record, NoRecord> {
    Err(NoRecord { diagnosis, message: message.to_owned() })
}

const SIGABRT: i32 = 6;
const SIGKILL: i32 = 9;
const SIGSEGV: i32 = 11;
const SIGBUS: i32 = if cfg!(any(target_os = "linux", target_os = "android")) { 7 } else { 10 };

fn without_record(finished: &Finished, stderr: &str) -> NoRecord {
    let out = |message: &str| NoRecord { diagnosis: Diagnosis::OutOfResources, message: message.to_owned() };
    let panicked = |message: String| NoRecord { diagnosis: Diagnosis::Panicked, message };
    match (finished.status.code(), finished.status.signal()) {
        (_, Some(SIGSEGV | SIGBUS)) => out("ran out of stack, or crashed"),
        (_, Some(SIGABRT)) if stderr.contains("memory allocation of") => out("ran out of memory"),
        (_, Some(SIGABRT)) if stderr.contains("overflowed its stack") => out("ran out of stack"),
        (_, Some(SIGABRT)) => panicked("aborted before it reported".to_owned()),
        (_, Some(SIGKILL)) => out("was killed, probably because memory ran out"),
        (_, Some(signal)) => panicked(format!("ended by signal {signal} before it reported")),
        (Some(code), _) => panicked(format!("ended before it reported, with exit code {code}")),
        (None, None) => panicked("ended before it reported".to_owned()),
    }
}
