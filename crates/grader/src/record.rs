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
    /// The name the program gave it, if it did: a thread's.
    pub name: Option<String>,
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

#[cfg(test)]
mod tests {
    use super::*;
    use std::{os::unix::fs::PermissionsExt, time::Duration};

    const PASS: &str = r#"{"check":"order","verdict":"passed","diagnosis":null,"message":"passes","schedules":10,"exhaustive":true,"replay":null}"#;

    /// Runs a shell script in place of a check binary. It is given `$nonce` and `$pass`, a record
    /// with which the check passes.
    fn report(script: &str) -> Reported {
        let limits = Limits { wall: Duration::from_secs(5), output: 1 << 16, ..Limits::default() };
        report_within(script, &limits)
    }

    fn report_within(script: &str, limits: &Limits) -> Reported {
        let folder = tempfile::tempdir().unwrap();
        let binary = folder.path().join("check");
        let text = format!(
            "#!/bin/sh\nPATH=/usr/bin:/bin\nread -r line\nnonce=$(printf %s \"$line\" | sed 's/.*\"nonce\":\"\\([0-9a-f]*\\)\".*/\\1/')\npass='{PASS}'\n{script}\n"
        );
        std::fs::write(&binary, text).unwrap();
        std::fs::set_permissions(&binary, std::fs::Permissions::from_mode(0o755)).unwrap();
        let request = Request { nonce: nonce().unwrap(), check: "order", schedules: Some(10), seed: 1, replay: None };
        run(&binary, folder.path(), &request, limits).unwrap()
    }

    #[track_caller]
    fn fails(script: &str, diagnosis: Diagnosis, message: &str) {
        let none = report(script).result.expect_err("no record to believe");
        assert_eq!((none.diagnosis, none.message.as_str()), (diagnosis, message), "{script}");
    }

    #[test]
    fn one_record_behind_the_nonce_counts() {
        let reported = report("echo hello; printf 'no newline'; echo \"@$nonce $pass\"; echo end; echo err >&2");
        let record = reported.result.unwrap();
        assert_eq!((record.verdict, record.schedules, record.exhaustive), (Outcome::Passed, 10, true));
        assert_eq!(reported.printed, "hello\nno newlineend\nerr\n");
    }

    #[test]
    fn what_is_not_behind_the_nonce_is_no_record() {
        fails(
            "echo \"@00000000000000000000000000000000 $pass\"; echo \"$pass\"",
            Diagnosis::Panicked,
            "ended before it reported, with exit code 0",
        );
    }

    #[test]
    fn a_second_record_spoils_the_first() {
        fails("echo \"@$nonce $pass\"; echo \"@$nonce $pass\"", Diagnosis::Forbidden, "reported more than once");
    }

    #[test]
    fn a_record_for_another_check_does_not_count() {
        fails("echo \"@$nonce $pass\" | sed 's/order/other/'", Diagnosis::Forbidden, "reported for another check");
    }

    #[test]
    fn a_record_cut_off_does_not_count() {
        fails("printf %s \"@$nonce $pass\"", Diagnosis::Panicked, "ended before it reported, with exit code 0");
        let none = report("echo \"@$nonce {\"").result.unwrap_err();
        assert!(none.message.starts_with("its report cannot be read"), "{}", none.message);
    }

    #[test]
    fn ends_without_a_record_are_told_apart() {
        fails("exit 0", Diagnosis::Panicked, "ended before it reported, with exit code 0");
        fails("exit 7", Diagnosis::Panicked, "ended before it reported, with exit code 7");
        fails("kill -SEGV $$", Diagnosis::OutOfResources, "ran out of stack, or crashed");
        fails("kill -ABRT $$", Diagnosis::Panicked, "aborted before it reported");
        fails(
            "echo memory allocation of 8 bytes failed >&2; kill -ABRT $$",
            Diagnosis::OutOfResources,
            "ran out of memory",
        );
        fails("kill -TERM $$", Diagnosis::Panicked, "ended by signal 15 before it reported");
    }

    #[test]
    fn a_record_does_not_save_what_floods_or_stays() {
        fails(
            "echo \"@$nonce $pass\"; while :; do echo flood; done",
            Diagnosis::OutOfResources,
            "printed without end and was stopped",
        );
        let limits = Limits { wall: Duration::from_millis(300), ..Limits::default() };
        let reported = report_within("echo \"@$nonce $pass\"; while :; do :; done", &limits);
        assert!(reported.by_clock);
        assert_eq!(reported.result.unwrap_err().message, "did not come to an end: stopped by the clock");
    }

    #[test]
    fn the_environment_is_empty_and_the_input_closed() {
        let reported =
            report("env | grep -v -e ^PWD= -e ^PATH= -e ^_= -e ^SHLVL= -e ^OLDPWD=; cat; echo \"@$nonce $pass\"");
        assert_eq!(reported.printed, "");
        assert!(reported.result.is_ok());
    }
}
