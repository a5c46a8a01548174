//! What `/proc` says of the processes below one: which there are, what each of their threads is
//! blocked on, and which descriptors are open.

use std::{
    collections::BTreeMap,
    fs,
    ops::Range,
    path::{Path, PathBuf},
};

/// What a thread waits for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Wait {
    /// Nothing: it runs or could run.
    Runs,
    /// Something that only another thread or process can bring about: the system call's number and
    /// its first argument.
    Untimed { call: i64, first: u64 },
    /// The same, or its own clock.
    Timed,
    /// It sleeps, and this system does not say in what.
    Unknown,
    /// It has ended.
    Ended,
}

/// A thread as it was when it was looked at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Task {
    pub(crate) wait: Wait,
    /// How often it fell asleep. (Being preempted is not counted: that depends on the load.)
    pub(crate) switches: u64,
    /// Clock ticks of processor time.
    pub(crate) ticks: u64,
}

/// A process as it was when it was looked at.
#[derive(Debug, Clone)]
pub(crate) struct Process {
    pub(crate) pid: i32,
    pub(crate) parent: i32,
    pub(crate) zombie: bool,
    /// Its threads by thread id.
    pub(crate) tasks: BTreeMap<i32, Task>,
}

/// Every process below `root`, without `root`.
pub(crate) fn below(root: i32) -> Vec<Process> {
    let mut found: Vec<Process> = Vec::new();
    let mut parents = vec![root];
    while let Some(parent) = parents.pop() {
        for pid in children(parent) {
            if found.iter().any(|p| p.pid == pid) {
                continue;
            }
            let Some((state, _)) = stat(&PathBuf::from(format!("/proc/{pid}/stat"))) else {
                continue;
            };
            let tasks = tasks(pid);
            // The first thread of a process may end before the others do; then the process is no
            // zombie yet, although its own line says so.
            let zombie = matches!(state, 'Z' | 'X') && tasks.len() <= 1;
            found.push(Process { pid, parent, zombie, tasks });
            parents.push(pid);
        }
    }
    found.sort_by_key(|p| p.pid);
    found
}

/// The children of a process, by whichever of its threads they were forked.
fn children(pid: i32) -> Vec<i32> {
    let mut all = Vec::new();
    for tid in numbers(&PathBuf::from(format!("/proc/{pid}/task"))) {
        match fs::read_to_string(format!("/proc/{pid}/task/{tid}/children")) {
            Ok(list) => all.extend(list.split_whitespace().filter_map(|n| n.parse::<i32>().ok())),
            // A kernel without that file: look at everyone's parent. (Or the thread has just ended.)
            Err(_) if Path::new(&format!("/proc/{pid}/task/{tid}")).exists() => {
                return children_by_parent(pid);
            }
            Err(_) => {}
        }
    }
    all
}

fn children_by_parent(parent: i32) -> Vec<i32> {
    numbers(Path::new("/proc"))
        .into_iter()
        .filter(|pid| {
            stat(&PathBuf::from(format!("/proc/{pid}/stat"))).and_then(|(_, rest)| rest.first()?.parse::<i32>().ok())
                == Some(parent)
        })
        .collect()
}

/// The threads of a process.
pub(crate) fn tasks(pid: i32) -> BTreeMap<i32, Task> {
    numbers(&PathBuf::from(format!("/proc/{pid}/task")))
        .into_iter()
        .filter_map(|tid| Some((tid, task(&PathBuf::from(format!("/proc/{pid}/task/{tid}")))?)))
        .collect()
}

/// The order of the three reads matters. What the thread is blocked in is read before its count of
/// switches: if two looks find it blocked with the same count, it slept all the time from the first
/// count to the second look at what it is blocked in, since waking up and falling asleep again would
/// have been counted.
fn task(folder: &Path) -> Option<Task> {
    let (state, fields) = stat(&folder.join("stat"))?;
    let wait = match state {
        'Z' | 'X' => Wait::Ended,
        // Stopped: only a signal from another process gets it going again.
        'T' => Wait::Untimed { call: STOPPED, first: 0 },
        'S' => match fs::read_to_string(folder.join("syscall")) {
            Ok(line) => blocked_in(&line),
            Err(_) => Wait::Unknown,
        },
        _ => Wait::Runs,
    };
    let status = fs::read_to_string(folder.join("status")).ok()?;
    let switches =
        status.lines().find_map(|line| line.strip_prefix("voluntary_ctxt_switches:"))?.trim().parse().ok()?;
    // Fields 14 and 15 of proc(5); `fields` begins with the fourth.
    let ticks = fields.iter().skip(10).take(2).filter_map(|n| n.parse::<u64>().ok()).sum();
    Some(Task { wait, switches, ticks })
}

/// The state and what follows it, from a `stat` file. The name in it may hold anything, so what
/// counts begins after the last parenthesis.
fn stat(path: &Path) -> Option<(char, Vec<String>)> {
    let text = fs::read_to_string(path).ok()?;
    let (_, rest) = text.rsplit_once(')')?;
    let mut fields = rest.split_whitespace();
    let state = fields.next()?.chars().next()?;
    Some((state, fields.map(str::to_owned).collect()))
}

fn numbers(folder: &Path) -> Vec<i32> {
    let Ok(entries) = fs::read_dir(folder) else { return Vec::new() };
    let mut all: Vec<i32> = entries.filter_map(|e| e.ok()?.file_name().to_str()?.parse().ok()).collect();
    all.sort_unstable();
    all
}

/// Stands for a stopped process in [`Wait::Untimed`].
const STOPPED: i64 = -2;

/// Reads a line of `/proc/PID/syscall`.
fn blocked_in(line: &str) -> Wait {
    let mut words = line.split_whitespace();
    let Some(Ok(call)) = words.next().map(str::parse::<i64>) else {
        return Wait::Runs; // The word `running`.
    };
    let args: Vec<u64> = words.filter_map(|w| u64::from_str_radix(w.trim_start_matches("0x"), 16).ok()).collect();
    let arg = |index: usize| args.get(index).copied().unwrap_or(0);
    if waits_without_limit(call, &arg) { Wait::Untimed { call, first: arg(0) } } else { Wait::Timed }
}

/// True for a system call that returns only when someone else does something. Whatever is not listed
/// counts as limited, so that an unknown wait is never taken for a deadlock.
fn waits_without_limit(call: i64, arg: &dyn Fn(usize) -> u64) -> bool {
    // An int argument; the kernel shows the whole register.
    let negative = |index: usize| (arg(index) as i32) < 0;
    let null = |index: usize| arg(index) == 0;
    #[cfg(target_arch = "x86_64")]
    match call {
        libc::SYS_poll => return negative(2),
        libc::SYS_epoll_wait => return negative(3),
        libc::SYS_select => return null(4),
        libc::SYS_pause => return true,
        _ => {}
    }
    match call {
        libc::SYS_futex => {
            // WAIT, LOCK_PI, WAIT_BITSET, WAIT_REQUEUE_PI, LOCK_PI2, whatever their flags.
            matches!(arg(1) & 127, 0 | 6 | 9 | 11 | 13) && null(3)
        }
        libc::SYS_read
        | libc::SYS_readv
        | libc::SYS_write
        | libc::SYS_writev
        | libc::SYS_recvfrom
        | libc::SYS_recvmsg
        | libc::SYS_sendto
        | libc::SYS_sendmsg
        | libc::SYS_accept
        | libc::SYS_accept4
        | libc::SYS_connect
        | libc::SYS_wait4
        | libc::SYS_waitid
        | libc::SYS_flock
        | libc::SYS_fcntl
        | libc::SYS_openat
        | libc::SYS_splice
        | libc::SYS_msgrcv
        | libc::SYS_msgsnd
        | libc::SYS_semop
        | libc::SYS_rt_sigsuspend => true,
        libc::SYS_rt_sigtimedwait => null(2),
        libc::SYS_semtimedop => null(3),
        libc::SYS_ppoll => null(2),
        libc::SYS_pselect6 => null(4),
        libc::SYS_epoll_pwait => negative(3),
        libc::SYS_epoll_pwait2 => null(3),
        _ => false,
    }
}

/// What a thread waits for, in words that do not change from run to run. `board` is where the lens's
/// own memory lies.
pub(crate) fn describe(wait: Wait, board: &Range<u64>) -> &'static str {
    let Wait::Untimed { call, first } = wait else {
        return match wait {
            Wait::Ended => "has ended",
            Wait::Timed => "sleeps and looks again, over and over",
            Wait::Runs => "runs, and gets nowhere",
            Wait::Unknown | Wait::Untimed { .. } => "sleeps",
        };
    };
    #[cfg(target_arch = "x86_64")]
    if matches!(call, libc::SYS_poll | libc::SYS_epoll_wait | libc::SYS_select) {
        return "waits until one of several channels has something";
    }
    match call {
        libc::SYS_futex if board.contains(&first) => "is inside the job, which waits for another job",
        libc::SYS_futex => "waits for a lock or another thread",
        libc::SYS_read | libc::SYS_readv | libc::SYS_recvfrom | libc::SYS_recvmsg => "waits to receive",
        libc::SYS_write | libc::SYS_writev | libc::SYS_sendto | libc::SYS_sendmsg => {
            "waits to send: nobody takes what was sent before"
        }
        libc::SYS_accept | libc::SYS_accept4 | libc::SYS_connect => "waits for a connection",
        libc::SYS_wait4 | libc::SYS_waitid => "waits for a child to end",
        libc::SYS_flock | libc::SYS_fcntl => "waits for a file lock",
        libc::SYS_ppoll | libc::SYS_pselect6 | libc::SYS_epoll_pwait | libc::SYS_epoll_pwait2 => {
            "waits until one of several channels has something"
        }
        libc::SYS_rt_sigsuspend | libc::SYS_rt_sigtimedwait => "waits for a signal",
        STOPPED => "is stopped",
        _ => "waits",
    }
}

/// The open descriptors of a process: number and what `/proc` says it is.
pub(crate) fn descriptors(pid: i32) -> BTreeMap<i32, String> {
    numbers(&PathBuf::from(format!("/proc/{pid}/fd")))
        .into_iter()
        .filter_map(|fd| {
            let target = fs::read_link(format!("/proc/{pid}/fd/{fd}")).ok()?;
            Some((fd, target.to_string_lossy().into_owned()))
        })
        .collect()
}

/// What kind of thing a descriptor is, from what `/proc` says.
pub(crate) fn kind(target: &str) -> &str {
    match target {
        t if t.starts_with("socket:") => "socket",
        t if t.starts_with("pipe:") => "pipe",
        t if t.starts_with("/memfd:") => "memfd",
        "anon_inode:[eventpoll]" => "epoll descriptor",
        t if t.starts_with("anon_inode:") => t["anon_inode:".len()..].trim_matches(|c| c == '[' || c == ']'),
        _ => "file",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn waits_are_read_from_the_kernels_line() {
        // A recvmsg, an epoll_wait for ever, the same for 100 ms, a sleep, and a running thread.
        let recvmsg = format!("{} 0x5 0x7ffe 0x0 0x0 0x0 0x0 0x7ffe 0x7f00\n", libc::SYS_recvmsg);
        assert_eq!(blocked_in(&recvmsg), Wait::Untimed { call: libc::SYS_recvmsg, first: 5 });
        let poll = |timeout: &str| {
            blocked_in(&format!("{} 0x4 0x7ffe 0xa {timeout} 0x0 0x8 0x1 0x2\n", libc::SYS_epoll_pwait))
        };
        assert_eq!(poll("0xffffffff"), Wait::Untimed { call: libc::SYS_epoll_pwait, first: 4 });
        assert_eq!(poll("0xffffffffffffffff"), poll("0xffffffff"));
        assert_eq!(poll("0x64"), Wait::Timed);
        let sleep = format!("{} 0x0 0x0 0x1 0x1 0x7 0x8 0x1 0x2\n", libc::SYS_clock_nanosleep);
        assert_eq!(blocked_in(&sleep), Wait::Timed);
        assert_eq!(blocked_in("running\n"), Wait::Runs);
    }

    #[test]
    fn futex_with_a_limit_is_no_deadlock() {
        let futex = |op: &str, limit: &str| {
            blocked_in(&format!("{} 0x7f00 {op} 0x0 {limit} 0x0 0xffffffff 0x1 0x2", libc::SYS_futex))
        };
        assert_eq!(futex("0x80", "0x0"), Wait::Untimed { call: libc::SYS_futex, first: 0x7f00 });
        assert_eq!(futex("0x189", "0x0"), Wait::Untimed { call: libc::SYS_futex, first: 0x7f00 });
        assert_eq!(futex("0x189", "0x7ffe"), Wait::Timed);
    }

    #[test]
    fn kinds_of_descriptors() {
        assert_eq!(kind("socket:[4711]"), "socket");
        assert_eq!(kind("pipe:[1]"), "pipe");
        assert_eq!(kind("anon_inode:[eventpoll]"), "epoll descriptor");
        assert_eq!(kind("/memfd:x (deleted)"), "memfd");
        assert_eq!(kind("/tmp/x"), "file");
    }
}
