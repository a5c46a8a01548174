//! Runs a process that is not trusted to end, to be brief or to be modest: a compiler fed with a
//! learner's file, a check linked with it.
//!
//! It gets a process group of its own, which is killed as a whole when its leader ends, prints too
//! much, or is still there at the backstop.

use rustix::process::{Pid, Signal, WaitId, WaitIdOptions, kill_process_group, waitid};
use std::{
    io::{self, Read, Write},
    os::unix::process::CommandExt,
    process::{Child, Command, ExitStatus, Stdio},
    sync::mpsc::{self, RecvTimeoutError, Sender},
    thread,
    time::{Duration, Instant},
};

/// What one process may use.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Limits {
    /// Wall clock. Only the backstop: no verdict but `out-of-resources` depends on it.
    pub wall: Duration,
    /// Address space in bytes, enforced where the system can limit a started process (Linux).
    pub memory: u64,
    /// Bytes on standard output, and again on standard error.
    pub output: usize,
}

impl Default for Limits {
    /// A minute, 2 GiB, 16 MiB.
    fn default() -> Limits {
        Limits { wall: Duration::from_secs(60), memory: 2 << 30, output: 16 << 20 }
    }
}

/// How a process ended.
#[derive(Debug)]
pub(crate) struct Finished {
    pub status: ExitStatus,
    pub stdout: Vec<u8>,
    pub stderr: Vec<u8>,
    /// What made us end it, if we did.
    pub stopped: Option<Stopped>,
}

/// Why a process was killed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Stopped {
    /// It was still running at the backstop.
    Time,
    /// It printed more than it may.
    Output,
}

enum Heard {
    Out(Vec<u8>),
    Err(Vec<u8>),
    Closed,
    Ended,
}

/// How long the pipes of an ended process are read on: a descendant that left the group may keep
/// them open for ever, and what it writes no longer counts.
const DRAIN: Duration = Duration::from_millis(500);

/// Runs `command` with `input` on its standard input, which is closed after it.
pub(crate) fn run(command: &mut Command, input: &[u8], limits: &Limits) -> io::Result<Finished> {
    let mut child =
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).process_group(0).spawn()?;
    limit(&child, limits);
    let pid = Pid::from_child(&child);
    let deadline = Instant::now() + limits.wall;
    let (heard, hear) = mpsc::channel();
    listen(child.stdout.take(), heard.clone(), Heard::Out);
    listen(child.stderr.take(), heard.clone(), Heard::Err);
    // The check reads its request before it runs anything of the submission, so the limits above
    // are in force by then. A process that has already gone makes this fail, which is no matter.
    if let Some(mut stdin) = child.stdin.take() {
        let _ = stdin.write_all(input);
    }
    thread::spawn(move || {
        // Waits without reaping, so that the group's number stays taken until it was killed.
        while let Err(rustix::io::Errno::INTR) = waitid(WaitId::Pid(pid), WaitIdOptions::EXITED | WaitIdOptions::NOWAIT)
        {
        }
        let _ = heard.send(Heard::Ended);
    });

    let (mut stdout, mut stderr) = (Vec::new(), Vec::new());
    let mut stopped = None;
    let mut open = 2;
    let mut ended = false;
    let mut until = deadline;
    while open > 0 || !ended {
        match hear.recv_timeout(until.saturating_duration_since(Instant::now())) {
            Ok(Heard::Out(bytes)) => stdout.extend(bytes),
            Ok(Heard::Err(bytes)) => stderr.extend(bytes),
            Ok(Heard::Closed) => open -= 1,
            Ok(Heard::Ended) => {
                ended = true;
                let _ = kill_process_group(pid, Signal::KILL);
                until = Instant::now() + DRAIN;
            }
            Err(RecvTimeoutError::Timeout) if ended => break,
            Err(RecvTimeoutError::Timeout) => {
                stopped = stopped.or(Some(Stopped::Time));
                let _ = kill_process_group(pid, Signal::KILL);
                until = Instant::now() + Duration::from_secs(3600);
            }
            Err(RecvTimeoutError::Disconnected) => break,
        }
        if stdout.len() > limits.output || stderr.len() > limits.output {
            stdout.truncate(limits.output);
            stderr.truncate(limits.output);
            if stopped.is_none() && !ended {
                stopped = Some(Stopped::Output);
                let _ = kill_process_group(pid, Signal::KILL);
            }
        }
    }
    let status = child.wait()?;
    Ok(Finished { status, stdout, stderr, stopped })
}

fn listen<R: Read + Send + 'static>(from: Option<R>, to: Sender<Heard>, what: fn(Vec<u8>) -> Heard) {
    thread::spawn(move || {
        let mut buffer = [0; 1 << 16];
        if let Some(mut from) = from {
            loop {
                match from.read(&mut buffer) {
                    Ok(0) => break,
                    Ok(read) => {
                        if to.send(what(buffer[..read].to_vec())).is_err() {
                            return;
                        }
                    }
                    Err(error) if error.kind() == io::ErrorKind::Interrupted => (),
                    Err(_) => break,
                }
            }
        }
        let _ = to.send(Heard::Closed);
    });
}

#[cfg(any(target_os = "linux", target_os = "android"))]
fn limit(child: &Child, limits: &Limits) {
    use rustix::process::{Resource, Rlimit, prlimit};
    let pid = Some(Pid::from_child(child));
    let at_most = |amount| Rlimit { current: Some(amount), maximum: Some(amount) };
    // Fails only for a process that has already gone.
    let _ = prlimit(pid, Resource::As, at_most(limits.memory));
    let _ = prlimit(pid, Resource::Core, at_most(0));
    // Should the grader be killed first, what it started still comes to an end.
    let _ = prlimit(pid, Resource::Cpu, at_most(limits.wall.as_secs() + 5));
}

/// There is no way to limit another process here, and none to limit our own between fork and exec
/// without `unsafe`; the wall clock remains.
#[cfg(not(any(target_os = "linux", target_os = "android")))]
fn limit(_: &Child, _: &Limits) {}

#[cfg(test)]
mod tests {
    use super::*;

    fn sh(script: &str, input: &str, limits: &Limits) -> Finished {
        run(Command::new("sh").args(["-c", script]), input.as_bytes(), limits).unwrap()
    }

    #[test]
    fn input_arrives_and_is_closed_after() {
        let ended = sh("cat; echo end >&2", "request\n", &Limits::default());
        assert_eq!(ended.stdout, b"request\n");
        assert_eq!(ended.stderr, b"end\n");
        assert!(ended.status.success() && ended.stopped.is_none());
    }

    #[test]
    fn an_endless_process_is_ended_at_the_backstop() {
        let limits = Limits { wall: Duration::from_millis(50), ..Limits::default() };
        let ended = sh("echo before; while :; do :; done", "", &limits);
        assert_eq!(ended.stopped, Some(Stopped::Time));
        assert_eq!(ended.stdout, b"before\n");
    }

    #[test]
    fn a_flood_is_cut_off() {
        let limits = Limits { output: 1000, ..Limits::default() };
        let ended = sh("while :; do echo flood; done", "", &limits);
        assert_eq!(ended.stopped, Some(Stopped::Output));
        assert_eq!(ended.stdout.len(), 1000);
    }

    #[test]
    fn the_group_is_killed_with_its_leader() {
        // The child would hold standard output open for a minute.
        let started = Instant::now();
        let ended = sh("sleep 60 & echo $!", "", &Limits::default());
        let pid: i32 = String::from_utf8_lossy(&ended.stdout).trim().parse().unwrap();
        // The kill is sent, not awaited.
        let alive = || std::fs::read_to_string(format!("/proc/{pid}/stat")).is_ok_and(|stat| !stat.contains(") Z "));
        while alive() {
            assert!(started.elapsed() < Duration::from_secs(30), "the background process outlived its group");
            thread::yield_now();
        }
    }

    #[cfg(target_os = "linux")]
    #[test]
    fn memory_is_limited() {
        let limits = Limits { memory: 64 << 20, ..Limits::default() };
        // `read` waits for the input, which is sent once the limit is set.
        let ended = sh("read line; ulimit -v", "go\n", &limits);
        assert_eq!(String::from_utf8_lossy(&ended.stdout).trim(), "65536");
    }
}
