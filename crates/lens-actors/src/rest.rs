//! Which threads of this process can still do something by themselves.
//!
//! A thread is *at rest* when it is blocked in the kernel and only another thread can wake it: in a
//! futex without a time-out (every lock, condition variable, park and join of std ends there) or in
//! an `epoll` or `poll` without one (an idle arbiter). When all threads are at rest at one moment
//! they stay so for ever; that, and not a number of seconds, is what this crate calls a hang.
//!
//! The kernel is asked through `/proc/self/task`. `syscall` gives numbers only for a thread that is
//! really off its processor; `status` tells one that is being woken (`R`) from one that sleeps (`S`)
//! and counts how often it has left the processor. Two looks that find the same threads at rest with
//! the same counts enclose a moment at which all of them were at rest: a thread that ran in between
//! and rests again has left the processor once more.

use std::collections::BTreeMap;
use std::fs;
use std::sync::atomic::{AtomicI32, Ordering};

/// A thread of this process, as the kernel numbers it.
pub(crate) type Tid = i32;

/// The threads of this process, seen from the one that runs the check.
#[derive(Debug)]
pub(crate) struct Threads {
    /// Runs the check and every actor without an arbiter of its own.
    main: Tid,
    /// Older than the check, and none of its business.
    bystanders: Vec<Tid>,
    /// This crate's own, which holds the clock (0: there is none).
    guard: AtomicI32,
}

/// Where the main thread rests.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum MainRests {
    /// In its event loop: it has nothing to do.
    InLoop,
    /// In some function that does not return, so that the event loop stands still.
    Blocked,
}

impl Threads {
    /// To be called by the thread that will run the check. `None` where the kernel does not answer.
    pub(crate) fn new() -> Option<Threads> {
        let main = current()?;
        // Our own entry is there but describes this very read; all that matters is that it can be read.
        fs::read_to_string(format!("/proc/self/task/{main}/syscall")).ok()?;
        switches(main)?;
        let bystanders = tasks().into_iter().filter(|&tid| tid != main).collect();
        Some(Threads { main, bystanders, guard: AtomicI32::new(0) })
    }

    /// The calling thread holds the clock until [`Threads::guard_leaves`].
    pub(crate) fn i_am_the_guard(&self) {
        self.guard.store(current().unwrap_or(0), Ordering::SeqCst);
    }

    /// There is no guard any more.
    pub(crate) fn guard_leaves(&self) {
        self.guard.store(0, Ordering::SeqCst);
    }

    /// Whether the check has threads besides the main one.
    pub(crate) fn any_other(&self) -> bool {
        self.of_the_check().iter().any(|&tid| tid != self.main)
    }

    /// Where the main thread rests, if every thread of the check but the calling one is at rest, for
    /// ever. On the main thread itself `InLoop` says the same of the others.
    pub(crate) fn all_rest(&self) -> Option<MainRests> {
        let (first, _) = self.look(Timed::Works, &[])?;
        let (second, main) = self.look(Timed::Works, &[])?;
        (first == second).then_some(main)
    }

    /// Where the main thread rests, if all threads are at rest and no guard is there to let the clock
    /// go on: tokio keeps a paused clock still while a blocking task runs, and this one never ends.
    pub(crate) fn dead(&self) -> Option<MainRests> {
        let unguarded = || self.guard.load(Ordering::SeqCst) == 0;
        // A guard that came or went in between would have been seen as one more thread, at work.
        let before = unguarded();
        let main = self.all_rest()?;
        (main == MainRests::Blocked || before && unguarded()).then_some(main)
    }

    /// How often each thread but the calling one and `except` has left the processor, if all of them
    /// wait, be it with a time-out.
    pub(crate) fn all_wait(&self, except: &[Tid]) -> Option<Looks> {
        Some(self.look(Timed::Waits, except)?.0)
    }

    fn look(&self, timed: Timed, except: &[Tid]) -> Option<(Looks, MainRests)> {
        let me = current();
        let mut main = MainRests::InLoop;
        let mut seen = Looks::new();
        for tid in self.of_the_check() {
            if Some(tid) == me || except.contains(&tid) {
                continue;
            }
            match waits(tid)? {
                // The main thread's loop sleeps until its next timer, but on a clock that stands
                // still: waking up it finds nothing to do and sleeps again.
                Wait { kind: Kind::Events, .. } if tid == self.main => main = MainRests::InLoop,
                Wait { timed: true, .. } if timed == Timed::Works => return None,
                Wait { .. } if tid == self.main => main = MainRests::Blocked,
                Wait { .. } => {}
            }
            seen.insert(tid, switches(tid)?);
        }
        Some((seen, main))
    }

    fn of_the_check(&self) -> Vec<Tid> {
        let guard = self.guard.load(Ordering::SeqCst);
        tasks().into_iter().filter(|tid| *tid != guard && !self.bystanders.contains(tid)).collect()
    }
}

/// How often each thread that was looked at has left the processor.
pub(crate) type Looks = BTreeMap<Tid, u64>;

/// What a wait with a time-out counts as.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Timed {
    /// As work: the thread will go on by itself.
    Works,
    /// As waiting.
    Waits,
}

/// What a thread waits in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Wait {
    kind: Kind,
    /// It ends by itself, some time.
    timed: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    /// `epoll` or `poll`: an event loop with nothing to do.
    Events,
    /// `futex`, or a sleep.
    Thread,
}

/// The calling thread. `None` where there is no `/proc`.
pub(crate) fn current() -> Option<Tid> {
    let link = fs::read_link("/proc/thread-self").ok()?;
    link.file_name()?.to_str()?.parse().ok()
}

fn tasks() -> Vec<Tid> {
    fs::read_dir("/proc/self/task")
        .into_iter()
        .flatten()
        .filter_map(|entry| entry.ok()?.file_name().to_str()?.parse().ok())
        .collect()
}

/// What `tid` waits in. `None` while it runs, has ended, or waits for something else.
#[cfg(target_os = "linux")]
fn waits(tid: Tid) -> Option<Wait> {
    let line = fs::read_to_string(format!("/proc/self/task/{tid}/syscall")).ok()?;
    let mut fields = line.split_whitespace();
    let number: libc::c_long = fields.next()?.parse().ok()?;
    let arguments: Vec<u64> =
        fields.map_while(|field| u64::from_str_radix(field.strip_prefix("0x")?, 16).ok()).collect();
    let argument = |index: usize| arguments.get(index).copied();
    // The time-out of `epoll_wait` and `poll` is an `int` of milliseconds, negative for none.
    let timed = |index: usize| Some(argument(index)? as u32 as i32 >= 0);
    let events = |timed: Option<bool>| Some(Wait { kind: Kind::Events, timed: timed? });
    match number {
        libc::SYS_futex => {
            // The low seven bits are the operation, the others flags; the fourth argument is the
            // time-out of the waiting ones.
            let operation = argument(1)? as i32 & 0x7f;
            matches!(operation, libc::FUTEX_WAIT | libc::FUTEX_WAIT_BITSET | libc::FUTEX_LOCK_PI)
                .then_some(Wait { kind: Kind::Thread, timed: argument(3)? != 0 })
        }
        libc::SYS_nanosleep | libc::SYS_clock_nanosleep => Some(Wait { kind: Kind::Thread, timed: true }),
        libc::SYS_epoll_pwait => events(timed(3)),
        libc::SYS_ppoll => events(argument(2).map(|pointer| pointer != 0)),
        #[cfg(target_arch = "x86_64")]
        libc::SYS_epoll_wait => events(timed(3)),
        #[cfg(target_arch = "x86_64")]
        libc::SYS_poll => events(timed(2)),
        _ => None,
    }
}

#[cfg(not(target_os = "linux"))]
fn waits(_: Tid) -> Option<Wait> {
    None
}

/// How often a sleeping `tid` has left the processor. `None` if it does not sleep.
fn switches(tid: Tid) -> Option<u64> {
    let status = fs::read_to_string(format!("/proc/self/task/{tid}/status")).ok()?;
    let field = |name: &str| status.lines().find_map(|line| line.strip_prefix(name)).map(str::trim);
    let sleeps = field("State:")?.starts_with('S') || current() == Some(tid);
    let count = |name| field(name)?.parse::<u64>().ok();
    sleeps.then_some(())?;
    Some(count("voluntary_ctxt_switches:")? + count("nonvoluntary_ctxt_switches:")?)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::mpsc;
    use std::thread;

    /// Looks until `wanted` is seen; the test's own time limit ends it otherwise.
    fn eventually(threads: &Threads, wanted: bool) {
        while threads.all_rest().is_some() != wanted {
            thread::yield_now();
        }
    }

    // The threads of a process are what is looked at, so all cases are one test: others running
    // beside it would be seen.
    #[test]
    fn only_a_wait_without_an_end_is_rest() {
        let Some(threads) = Threads::new() else { return };
        assert!(!threads.any_other());
        assert_eq!(threads.all_rest(), Some(MainRests::InLoop), "there is nobody else");

        let (wake, sleeper) = mpsc::channel::<()>();
        let blocked = thread::spawn(move || sleeper.recv().is_ok());
        eventually(&threads, true);
        assert!(threads.any_other());

        // A time-out may end by itself.
        let (stop, timed) = mpsc::channel::<()>();
        let (ready, started) = mpsc::channel();
        let waiting = thread::spawn(move || {
            ready.send(()).unwrap();
            timed.recv_timeout(std::time::Duration::from_secs(600)).is_ok()
        });
        started.recv().unwrap();
        for _ in 0..1000 {
            assert_eq!(threads.all_rest(), None, "a wait with a time-out is not rest");
        }
        while threads.all_wait(&[]).is_none() {
            thread::yield_now();
        }
        stop.send(()).unwrap();
        assert!(waiting.join().unwrap());
        eventually(&threads, true);

        // Busy threads are not at rest however often they are looked at.
        let (wake_spinner, spins) = mpsc::channel::<()>();
        let spinner = thread::spawn(move || {
            while matches!(spins.try_recv(), Err(mpsc::TryRecvError::Empty)) {
                thread::yield_now();
            }
        });
        for _ in 0..1000 {
            assert_eq!(threads.all_rest(), None, "a spinning thread is not at rest");
            assert_eq!(threads.all_wait(&[]), None, "nor does it wait");
        }
        wake_spinner.send(()).unwrap();
        spinner.join().unwrap();

        wake.send(()).unwrap();
        assert!(blocked.join().unwrap());
        while threads.any_other() {
            thread::yield_now();
        }
    }
}
