//! What the binary built for one submission does: runs the check it is told to and reports it.
//!
//! The grader generates a `main` that lists the exercise's checks and calls [`main`]. One process
//! judges one check: it reads one request line on standard input and writes one record line to
//! standard output, behind the request's nonce.

use crate::explorer::{Config, Outcome, Report, explore, payload_text};
use crate::json::Json;
use crate::trace::{Blocked, Event, ObjectInfo};
use crate::{AfterMain, Diagnosis, rt};
use std::io::{Read as _, Write as _};
use std::panic::{AssertUnwindSafe, Location, catch_unwind};
use std::sync::Mutex;

/// How the checks of a harness are run.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Lens {
    /// Under many schedules.
    Explore,
    /// Under many schedules, as a whole program: when its main returns, everything ends.
    Program,
    /// One thread frozen at every step in turn.
    Progress,
    /// Once, as it is: what judges is outside the explorer (a real process, a paused clock).
    Once,
}

/// One check of an exercise.
pub struct Check {
    /// Its name in exercise.toml; also the function's name in checks.rs.
    pub name: &'static str,
    /// How it is run.
    pub lens: Lens,
    /// The check itself; a panic is a failure.
    pub run: fn(),
}

struct Request {
    nonce: String,
    check: String,
    schedules: Option<u64>,
    seed: Option<u64>,
    replay: Option<String>,
}

/// The harness's whole main: reads the request on standard input, runs the check it names and writes
/// the record to standard output.
pub fn main(checks: &[Check]) -> ! {
    end_with_the_grader();
    let mut line = Vec::new();
    // Byte by byte, so that nothing after the line is taken from a check that reads its input.
    for byte in std::io::stdin().lock().bytes() {
        match byte {
            Ok(b'\n') | Err(_) => break,
            Ok(byte) => line.push(byte),
        }
    }
    let Some(request) = parse(&String::from_utf8_lossy(&line)) else {
        eprintln!("this program is started by the grader, with a request on standard input");
        std::process::exit(2);
    };
    let Some(check) = checks.iter().find(|check| check.name == request.check) else {
        eprintln!("there is no check `{}` here", request.check);
        std::process::exit(2);
    };
    let record = match check.lens {
        Lens::Once => run_once(check),
        _ => run_explored(check, &request),
    };
    let mut out = std::io::stdout().lock();
    // A reader that has gone away is not ours to report to.
    let _ = writeln!(out, "@{} {}", request.nonce, record);
    let _ = out.flush();
    std::process::exit(0);
}

/// Who has sent the request and gone (an interrupted `check`) leaves nothing running behind.
#[cfg(target_os = "linux")]
fn end_with_the_grader() {
    // SAFETY: with these arguments prctl sets one flag of this process and touches no memory.
    unsafe { libc::prctl(libc::PR_SET_PDEATHSIG, libc::SIGKILL) };
}

/// Elsewhere the limits the grader sets are what ends it.
#[cfg(not(target_os = "linux"))]
fn end_with_the_grader() {}

/// The request, written by the grader as one flat JSON object.
fn parse(line: &str) -> Option<Request> {
    let raw = |key: &str| -> Option<&str> {
        let at = line.find(&format!("\"{key}\":"))? + key.len() + 3;
        let rest = line[at..].trim_start();
        match rest.strip_prefix('"') {
            Some(rest) => Some(&rest[..rest.find('"')?]),
            None => Some(rest[..rest.find([',', '}'])?].trim()).filter(|value| *value != "null"),
        }
    };
    Some(Request {
        nonce: raw("nonce")?.to_owned(),
        check: raw("check")?.to_owned(),
        schedules: raw("schedules").and_then(|n| n.parse().ok()),
        seed: raw("seed").and_then(|n| n.parse().ok()),
        replay: raw("replay").map(str::to_owned),
    })
}

// ---- under the explorer -----------------------------------------------------------------------

fn run_explored(check: &Check, request: &Request) -> String {
    let mut config = Config::standard();
    if let Some(schedules) = request.schedules {
        config.schedules = schedules.max(1);
    }
    if let Some(seed) = request.seed {
        config.seed = seed;
    }
    config.replay.clone_from(&request.replay);
    config.progress = check.lens == Lens::Progress;
    config.after_main = if check.lens == Lens::Program { AfterMain::Kill } else { AfterMain::Settle };
    config.is_check_file = is_check_file;
    let report = explore(&config, check.run);
    record_of(check.name, &report)
}

/// Checks live in a file of that name, and in the libraries they call; the submission never does.
fn is_check_file(file: &str) -> bool {
    file.ends_with("checks.rs") || file.ends_with("explore/src/linear.rs")
}

fn record_of(name: &str, report: &Report) -> String {
    let mut json = Json::new();
    json.object(|json| {
        let (verdict, diagnosis) = match report.outcome {
            Outcome::Passed => ("passed", None),
            Outcome::Failed(diagnosis) => ("failed", Some(diagnosis.name())),
            Outcome::NotJudged => ("not-judged", None),
        };
        write_head(json, name, verdict, diagnosis, &report.message);
        json.key("schedules");
        json.raw(&report.schedules.to_string());
        json.key("exhaustive");
        json.raw(if report.exhaustive { "true" } else { "false" });
        json.key("found_by");
        json.optional(report.found_by);
        json.key("weak_orderings");
        json.raw(if report.weak_orderings { "true" } else { "false" });
        json.key("replay");
        json.optional(report.replay.as_deref());
        if let Some(execution) = &report.failing {
            json.key("switches");
            json.raw(&execution.preemptions.to_string());
            json.key("output");
            json.string(&execution.output);
            json.key("place");
            let failure = execution.failure.as_ref();
            write_place(json, failure.and_then(|failure| failure.place.as_ref()));
            json.key("thread");
            json.optional(failure.and_then(|failure| failure.thread.as_deref()));
            json.key("blocked");
            json.list(failure.map_or(&[][..], |failure| &failure.blocked), write_blocked);
            json.key("trace");
            json.list(&execution.events, write_event);
        }
    });
    json.into_text()
}

fn write_head(json: &mut Json, name: &str, verdict: &str, diagnosis: Option<&str>, message: &str) {
    json.key("check");
    json.string(name);
    json.key("verdict");
    json.string(verdict);
    json.key("diagnosis");
    json.optional(diagnosis);
    json.key("message");
    json.string(message);
}

fn write_place(json: &mut Json, place: Option<&(String, u32, u32)>) {
    match place {
        None => json.raw("null"),
        Some((file, line, column)) => json.object(|json| {
            json.key("file");
            json.string(file);
            json.key("line");
            json.raw(&line.to_string());
            json.key("column");
            json.raw(&column.to_string());
        }),
    }
}

fn write_where(json: &mut Json, place: Option<&'static Location<'static>>) {
    json.key("file");
    json.optional(place.map(Location::file));
    json.key("line");
    json.raw(&place.map_or("null".to_owned(), |place| place.line().to_string()));
    json.key("column");
    json.raw(&place.map_or("null".to_owned(), |place| place.column().to_string()));
}

fn write_object(json: &mut Json, id: u32, info: &ObjectInfo) {
    json.object(|json| {
        json.key("kind");
        json.string(info.kind);
        json.key("id");
        json.raw(&id.to_string());
        json.key("file");
        json.string(info.place.file());
        json.key("line");
        json.raw(&info.place.line().to_string());
    });
}

fn write_optional_object(json: &mut Json, object: Option<&(u32, ObjectInfo)>) {
    match object {
        Some((id, info)) => write_object(json, *id, info),
        None => json.raw("null"),
    }
}

fn write_names(json: &mut Json, names: &[String]) {
    json.list(names, |json, name| json.string(name));
}

fn write_event(json: &mut Json, event: &Event) {
    json.object(|json| {
        json.key("thread");
        json.string(&event.thread);
        json.key("operation");
        json.string(event.op);
        json.key("object");
        write_optional_object(json, event.object.as_ref());
        write_where(json, event.place);
        json.key("value");
        json.optional(event.value.as_deref());
        json.key("note");
        json.optional(event.note);
        json.key("switch");
        json.raw(if event.switch { "true" } else { "false" });
        json.key("could_run");
        write_names(json, &event.could_run);
    });
}

fn write_blocked(json: &mut Json, blocked: &Blocked) {
    json.object(|json| {
        json.key("thread");
        json.string(&blocked.thread);
        json.key("operation");
        json.string(blocked.op);
        json.key("object");
        write_optional_object(json, blocked.object.as_ref());
        write_where(json, blocked.place);
        json.key("holds");
        json.list(&blocked.holds, |json, (id, info, place)| {
            json.object(|json| {
                json.key("object");
                write_object(json, *id, info);
                write_where(json, Some(place));
            });
        });
        json.key("held_by");
        write_names(json, &blocked.held_by);
        json.key("in_cycle");
        json.raw(if blocked.in_cycle { "true" } else { "false" });
    });
}

// ---- once -------------------------------------------------------------------------------------

/// File, line and column, if known.
type Spot = Option<(String, u32, u32)>;

struct Once {
    failure: Option<(Diagnosis, String, Spot)>,
    panic: Option<(String, Spot)>,
    events: Vec<OnceEvent>,
}

struct OnceEvent {
    thread: String,
    operation: String,
    object: String,
    value: String,
    place: &'static Location<'static>,
}

static ONCE: Mutex<Once> = Mutex::new(Once { failure: None, panic: None, events: Vec::new() });

fn once() -> std::sync::MutexGuard<'static, Once> {
    // A panic while the lock is held leaves nothing half done: every access is one assignment.
    ONCE.lock().unwrap_or_else(std::sync::PoisonError::into_inner)
}

/// Thrown by [`fail`] to end a check that runs once.
struct Ended;

fn run_once(check: &Check) -> String {
    std::panic::set_hook(Box::new(|info| {
        let message = payload_text(info.payload());
        let place = info.location().map(|place| (place.file().to_owned(), place.line(), place.column()));
        once().panic = Some((message, place));
    }));
    let result = catch_unwind(AssertUnwindSafe(check.run));
    let mut once = once();
    let failure = once.failure.take().or_else(|| {
        let payload = result.err()?;
        let (message, place) = once.panic.take().unwrap_or_else(|| (payload_text(&*payload), None));
        let by_check = place.as_ref().is_some_and(|(file, _, _)| is_check_file(file));
        let diagnosis =
            if by_check || message.starts_with("assertion ") { Diagnosis::WrongResult } else { Diagnosis::Panicked };
        Some((diagnosis, message, place))
    });
    let mut json = Json::new();
    json.object(|json| {
        match &failure {
            None => write_head(json, check.name, "passed", None, "passes"),
            Some((diagnosis, message, _)) => write_head(json, check.name, "failed", Some(diagnosis.name()), message),
        }
        json.key("schedules");
        json.raw("1");
        json.key("exhaustive");
        json.raw("false");
        json.key("replay");
        json.raw("null");
        if let Some((_, _, place)) = &failure {
            json.key("place");
            write_place(json, place.as_ref());
            json.key("output");
            json.string("");
            json.key("blocked");
            json.raw("[]");
            json.key("trace");
            json.list(&once.events, |json, event| {
                json.object(|json| {
                    json.key("thread");
                    json.string(&event.thread);
                    json.key("operation");
                    json.string(&event.operation);
                    json.key("object");
                    if event.object.is_empty() {
                        json.raw("null");
                    } else {
                        json.object(|json| {
                            json.key("kind");
                            json.string(&event.object);
                        });
                    }
                    write_where(json, Some(event.place));
                    json.key("value");
                    json.optional(Some(event.value.as_str()).filter(|value| !value.is_empty()));
                    json.key("note");
                    json.raw("null");
                    json.key("switch");
                    json.raw("false");
                    json.key("could_run");
                    json.raw("[]");
                });
            });
        }
    });
    json.into_text()
}

/// Fails the running check with a diagnosis of its own. Under [`Lens::Once`] this is how a lens says
/// more than "an assertion failed"; under the explorer it ends the execution ([`rt::fail`]). The
/// first failure counts.
#[track_caller]
pub fn fail(diagnosis: Diagnosis, message: impl Into<String>) -> ! {
    let place = Location::caller();
    if rt::active() {
        rt::fail(diagnosis, message.into(), Some(place));
    }
    fail_at(diagnosis, message, Some((place.file().to_owned(), place.line(), place.column())))
}

/// Like [`fail`] under [`Lens::Once`], for a lens that knows better where it went wrong: the file, line
/// and column, or nowhere in particular.
pub fn fail_at(diagnosis: Diagnosis, message: impl Into<String>, place: Option<(String, u32, u32)>) -> ! {
    {
        let mut once = once();
        if once.failure.is_none() {
            once.failure = Some((diagnosis, message.into(), place));
        }
    }
    std::panic::resume_unwind(Box::new(Ended));
}

/// For checks: waits until every other thread has finished or is blocked for good, see
/// [`rt::settle`]. A submission that polls instead of blocking never settles, which is a livelock.
#[track_caller]
pub fn settle() {
    rt::settle(Location::caller());
}

/// For checks: how many threads have been started and not finished yet, without the main thread.
pub fn threads_alive() -> usize {
    rt::census().1
}

/// For checks: how many threads have been started so far, without the main thread.
pub fn threads_started() -> usize {
    rt::census().0
}

/// Adds a line to the trace that is shown if the check fails: who did what, to what, with what value
/// (empty for none). Under the explorer it is attributed to the running thread.
#[track_caller]
pub fn event(thread: &str, operation: &str, object: &str, value: &str) {
    let place = Location::caller();
    if rt::active() {
        rt::mark(place, || format!("{operation} {object} {value}").trim_end().to_owned());
        return;
    }
    let mut once = once();
    if once.events.len() < 20_000 {
        once.events.push(OnceEvent {
            thread: thread.to_owned(),
            operation: operation.to_owned(),
            object: object.to_owned(),
            value: value.to_owned(),
            place,
        });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn requests_are_read() {
        let request = parse(r#"{"nonce":"ab12","check":"order","schedules":100,"seed":7,"replay":null}"#).unwrap();
        assert_eq!((request.nonce.as_str(), request.check.as_str()), ("ab12", "order"));
        assert_eq!((request.schedules, request.seed, request.replay), (Some(100), Some(7), None));
        let request = parse(r#"{"nonce":"n","check":"c","schedules":null,"seed":1,"replay":"v1.2-1"}"#).unwrap();
        assert_eq!((request.schedules, request.replay.as_deref()), (None, Some("v1.2-1")));
        assert!(parse("{}").is_none());
    }
}
