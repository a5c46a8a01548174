//! The process that watches: it forks the one the check runs in, looks at the tree below until that one
//! has ended, decides, and clears up.

use crate::{
    Diagnosis,
    board::{Board, RESTS, request, stray, wake},
    check::{self, PLACE},
    tree::{self, Process, Task, Wait},
};
use nix::{
    errno::Errno,
    sys::{
        prctl,
        signal::{Signal, kill},
        wait::{Id, WaitPidFlag, WaitStatus, waitid, waitpid},
    },
    unistd::{ForkResult, Pid, fork, getpid, getppid},
};
use std::{
    collections::BTreeMap,
    fmt, io,
    sync::atomic::Ordering::SeqCst,
    time::{Duration, Instant},
};

/// Why a check failed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Failure {
    /// What is wrong, in the words of every report.
    pub diagnosis: Diagnosis,
    /// The same in a sentence, without the place.
    pub message: String,
    /// Where a panic happened, if it was one.
    pub place: Option<Place>,
    /// Who did what when it failed: a name (`caller`, `worker`) and what it was doing.
    pub seen: Vec<(String, String)>,
}

/// A place in a source file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    /// The path as the compiler was given it.
    pub file: String,
    /// Counted from 1.
    pub line: u32,
    /// Counted from 1.
    pub column: u32,
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)?;
        match &self.place {
            Some(at) if self.diagnosis == Diagnosis::Panicked => write!(f, " (at {}:{})", at.file, at.line),
            _ => Ok(()),
        }
    }
}

impl Failure {
    fn new(diagnosis: Diagnosis, message: impl Into<String>) -> Failure {
        Failure { diagnosis, message: message.into(), place: None, seen: Vec::new() }
    }
}

/// A thread polls when it has fallen asleep so often while nothing else moved: whatever it finds when it
/// wakes up makes it do nothing. Ten times as much is needed to fail a check for it.
const POLLS: u64 = 8;
/// The same for a thread that looks without sleeping, in clock ticks of processor time (0.2 s).
const SPINS: u64 = 20;
/// How long everything must have been at rest before the check fails for it. Rest is proved by then; the
/// pause is for what `/proc` does not show, such as an alarm or a time-out set on a socket.
const SURE: Duration = Duration::from_millis(300);
/// The same where `/proc` does not tell what a thread sleeps in.
const SURE_IF_BLIND: Duration = Duration::from_secs(5);
/// How long a release of [`crate::hold`] is put off where `/proc` does not tell.
const SETTLED_IF_BLIND: Duration = Duration::from_millis(100);
/// So many processes at once are stopped before they fill the machine.
const TOO_MANY: usize = 64;
/// The last resort: so long without anything that shows that the submission gets on.
const BACKSTOP: Duration = Duration::from_secs(30);
/// How long the monitor waits for what is left to come to rest, after the call and at the end.
const PATIENCE: Duration = Duration::from_secs(5);

/// Runs a check in a process of its own and says what is wrong, without a harness.
///
/// Makes the calling process a subreaper and leaves it one. Not for use by several threads at once.
///
/// # Errors
///
/// What is wrong with the submission.
///
/// # Panics
///
/// Panics if the system refuses what the lens itself needs: memory, a process, `/proc`.
pub fn judge(check: fn()) -> Result<(), Failure> {
    let board = Board::map().expect("the system gives a page of shared memory");
    prctl::set_child_subreaper(true).expect("Linux has had subreapers since 3.4");
    let monitor = getpid();
    // SAFETY: the child runs only code of this crate and the check. If the calling process has other
    // threads, as in tests, the child may find their locks taken: the C library hands over its own
    // allocator's, and the check uses no others.
    match unsafe { fork() }.expect("the system allows one more process") {
        ForkResult::Child => become_the_check(board, monitor, check),
        ForkResult::Parent { child } => {
            let result = Watch::new(board, child).watch();
            clear_up(child);
            result
        }
    }
}

/// Cuts the check's process off from what belongs to the judge, then runs the check.
fn become_the_check(board: &Board, monitor: Pid, check: fn()) -> ! {
    board.main.store(getpid().as_raw(), SeqCst);
    // Without the monitor nobody would end a check that hangs.
    let _ = prctl::set_pdeathsig(Signal::SIGKILL);
    if getppid() != monitor {
        // SAFETY: ends this process and runs nothing of it.
        unsafe { libc::_exit(1) }
    }
    if let Err(error) = cut_off() {
        check::fail(Diagnosis::OutOfResources, format!("the check cannot be set up: {error}"));
    }
    check::main(check)
}

/// Standard input and output lead nowhere, and nothing else that was open before stays open: the record
/// goes to the judge's standard output, and a submission must neither print into it nor hold it open.
fn cut_off() -> io::Result<()> {
    // SAFETY: plain system calls on descriptor numbers and a constant string. The descriptors closed
    // belong to a copy of the judge whose code never runs again in this process.
    unsafe {
        let null = libc::open(c"/dev/null".as_ptr(), libc::O_RDWR);
        if null < 0 || libc::dup2(null, 0) < 0 || libc::dup2(null, 1) < 0 {
            return Err(io::Error::last_os_error());
        }
        if libc::syscall(libc::SYS_close_range, 3, libc::c_uint::MAX, 0) != 0 {
            // Linux before 5.9.
            for descriptor in tree::descriptors(getpid().as_raw()).into_keys().filter(|fd| *fd > 2) {
                libc::close(descriptor);
            }
        }
    }
    Ok(())
}

/// What one look at the tree showed.
struct Look {
    processes: Vec<Process>,
    progress: u32,
}

impl Look {
    fn tasks(&self) -> BTreeMap<i32, Task> {
        self.processes.iter().flat_map(|p| p.tasks.iter().map(|(tid, task)| (*tid, *task))).collect()
    }
}

/// How restful the tree is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Rest {
    /// Something can still happen.
    Moving,
    /// Everything is at rest, now.
    Still,
    /// And has been for so long that it fails the check.
    Sure,
}

/// The monitor's view of one check.
struct Watch {
    board: &'static Board,
    main: i32,
    /// The look since which nothing has moved that was not polling, and when it was taken.
    baseline: Option<(Look, Instant)>,
    latest: BTreeMap<i32, Task>,
    /// When the submission last got on.
    alive_at: Instant,
    /// What was open when the submission was called.
    open_before: BTreeMap<i32, String>,
    /// The processes there were then: left over from an earlier call.
    old: Vec<i32>,
    /// The processes that were left when it returned, if any: decided already, only to be named.
    left: Option<Vec<i32>>,
    /// When it returned.
    returned: Option<Instant>,
    /// When the check's process was found to have ended.
    ended_at: Option<Instant>,
}

impl Watch {
    fn new(board: &'static Board, main: Pid) -> Watch {
        let now = Instant::now();
        Watch {
            board,
            main: main.as_raw(),
            baseline: None,
            latest: BTreeMap::new(),
            alive_at: now,
            open_before: BTreeMap::new(),
            old: Vec::new(),
            left: None,
            returned: None,
            ended_at: None,
        }
    }

    fn watch(mut self) -> Result<(), Failure> {
        let mut nap = Duration::from_millis(1);
        loop {
            let rings = self.board.rings();
            match self.step() {
                Some(result) => return result.map_err(|failure| self.with_panic_of_a_worker(failure)),
                None if self.hurried() || self.ended_at.is_some() => nap = Duration::from_millis(1),
                None => nap = (nap * 2).min(Duration::from_millis(16)),
            }
            self.board.listen(rings, nap);
        }
    }

    /// True when someone waits for the monitor.
    fn hurried(&self) -> bool {
        self.board.holding.load(SeqCst) > 0 || self.board.request.load(SeqCst) != request::NONE
    }

    fn step(&mut self) -> Option<Result<(), Failure>> {
        if let Some(failure) = self.strayed() {
            return Some(Err(failure));
        }
        if let Some(status) = self.ended() {
            return self.nothing_follows().then(|| self.at_the_end(status));
        }
        match self.board.request.load(SeqCst) {
            request::BEFORE => {
                self.open_before = tree::descriptors(self.main);
                self.old = tree::below(getpid().as_raw()).iter().map(|p| p.pid).collect();
                self.answer();
            }
            request::AFTER if self.left.is_none() => {
                if let Err(failure) = self.after_the_call() {
                    return Some(Err(failure));
                }
            }
            _ => {}
        }
        let look = Look { processes: tree::below(getpid().as_raw()), progress: self.board.progress.load(SeqCst) };
        assert!(
            look.processes.iter().any(|process| process.pid == self.main),
            "the submission cannot be judged: /proc does not show its processes"
        );
        if look.processes.len() > TOO_MANY {
            let message = format!("more than {TOO_MANY} processes exist at the same time");
            return Some(Err(Failure::new(Diagnosis::WrongResult, message)));
        }
        let processes = look.processes.clone();
        let rest = self.rest(look);
        let impatient = self.returned.is_some_and(|at| at.elapsed() >= PATIENCE);
        match &self.left {
            Some(left) if impatient || rest > Rest::Moving => return Some(Err(leaked(left, &processes))),
            None if impatient => return Some(Err(self.leaked_thread(&processes))),
            _ if rest == Rest::Moving => return self.backstop(&processes),
            _ => {}
        }
        if self.board.holding.load(SeqCst) > 0 {
            self.release(&processes);
            return None;
        }
        if rest == Rest::Sure {
            return self.stuck(&processes);
        }
        self.backstop(&processes)
    }

    /// A forked process in the caller's code. Looked at before everything else: whatever else is wrong
    /// follows from it.
    fn strayed(&self) -> Option<Failure> {
        let message = match self.board.stray.load(SeqCst) {
            stray::NONE => return None,
            stray::UNWOUND => {
                "a panic in a worker unwound into the caller's code: the code that called you would have gone on in two processes"
            }
            _ => {
                "a worker returned into the caller's code: the code that called you would have gone on in two processes"
            }
        };
        Some(Failure::new(Diagnosis::WrongResult, message))
    }

    /// The status of the check's process if it has ended; it stays a zombie, so that its id is not used
    /// again.
    fn ended(&self) -> Option<WaitStatus> {
        let flags = WaitPidFlag::WEXITED | WaitPidFlag::WNOHANG | WaitPidFlag::WNOWAIT;
        match waitid(Id::Pid(Pid::from_raw(self.main)), flags) {
            Ok(WaitStatus::StillAlive) | Err(Errno::EINTR) => None,
            Ok(status) => Some(status),
            Err(error) => panic!("the check's process is a child of the monitor: {error}"),
        }
    }

    /// True once the processes that outlived the check's own are at rest: one of them may yet stray into
    /// the caller's code, and whether that is seen must not depend on who is faster.
    fn nothing_follows(&mut self) -> bool {
        let ended = *self.ended_at.get_or_insert_with(Instant::now);
        let processes = tree::below(getpid().as_raw());
        if processes.iter().all(|process| process.zombie) || ended.elapsed() >= PATIENCE {
            return true;
        }
        self.rest(Look { processes, progress: self.board.progress.load(SeqCst) }) > Rest::Moving
    }

    fn at_the_end(&self, status: WaitStatus) -> Result<(), Failure> {
        // The process is gone, so what it and its workers wrote is all there is: look again.
        if let Some(failure) = self.strayed() {
            return Err(failure);
        }
        if let Some(outcome) = self.board.outcome.get() {
            return Err(told(&outcome));
        }
        match status {
            WaitStatus::Exited(_, 0) => {}
            WaitStatus::Exited(_, code) => {
                let message = format!("your code ended the calling process with exit code {code}");
                return Err(Failure::new(Diagnosis::WrongResult, message));
            }
            WaitStatus::Signaled(_, signal, _) => {
                let message = format!("the calling process was killed by {signal}");
                return Err(Failure::new(Diagnosis::Panicked, message));
            }
            other => panic!("a process that ended has a status that says so: {other:?}"),
        }
        if !self.board.passed() {
            let message = "your code ended the calling process with exit code 0";
            return Err(Failure::new(Diagnosis::WrongResult, message));
        }
        Ok(())
    }

    /// What is left when the submission has returned. Descriptors are told at once; processes and
    /// threads once they are at rest, since one that is just ending is called running or a zombie
    /// depending on the moment.
    fn after_the_call(&mut self) -> Result<(), Failure> {
        self.returned.get_or_insert_with(Instant::now);
        let below = tree::below(getpid().as_raw());
        let left: Vec<i32> = below.iter().map(|p| p.pid).filter(|pid| !self.old.contains(pid)).collect();
        if !left.is_empty() {
            self.left = Some(left);
            return Ok(());
        }
        let threads = below.iter().find(|p| p.pid == self.main).map_or(1, |p| p.tasks.len());
        if threads > 1 {
            // A joined thread may still be on its way out of the kernel. One that stays is found by
            // `rest`: the caller waits for an answer that never comes.
            return Ok(());
        }
        let mut kinds: BTreeMap<String, usize> = BTreeMap::new();
        for (fd, target) in tree::descriptors(self.main) {
            if self.open_before.get(&fd) != Some(&target) {
                *kinds.entry(tree::kind(&target).to_owned()).or_default() += 1;
            }
        }
        if kinds.is_empty() {
            self.answer();
            return Ok(());
        }
        let total: usize = kinds.values().sum();
        let plural = |n: &usize| if *n == 1 { "" } else { "s" };
        let list: Vec<String> = kinds.iter().map(|(kind, n)| format!("{n} {kind}{}", plural(n))).collect();
        let message = format!(
            "{} still open after the call: {}",
            if total == 1 { "1 descriptor is".to_owned() } else { format!("{total} descriptors are") },
            list.join(", ")
        );
        Err(Failure::new(Diagnosis::LeakedDescriptor, message))
    }

    fn answer(&mut self) {
        self.returned = None;
        self.board.request.store(request::NONE, SeqCst);
        self.board.answers.fetch_add(1, SeqCst);
        wake(&self.board.answers);
    }

    /// Compares a look with the ones before.
    fn rest(&mut self, look: Look) -> Rest {
        let tasks = look.tasks();
        let previous = std::mem::replace(&mut self.latest, tasks.clone());
        let moved = |tid: &i32, task: &Task| {
            let Some(before) = previous.get(tid) else { return true };
            match (before.blocked(), task.blocked()) {
                // Blocked and still blocked, with no switch in between, never woke.
                (true, true) => before.wait != task.wait || before.switches != task.switches,
                (false, false) => false,
                // Fell asleep or woke up.
                _ => true,
            }
        };
        let changed = self.baseline.as_ref().is_none_or(|(base, _)| base.progress != look.progress)
            || previous.len() != tasks.len()
            || tasks.iter().any(|(tid, task)| moved(tid, task));
        if changed {
            if self
                .baseline
                .as_ref()
                .is_none_or(|(base, _)| base.progress != look.progress || !base.tasks().keys().eq(tasks.keys()))
            {
                self.alive_at = Instant::now();
            }
            self.baseline = Some((look, Instant::now()));
            return Rest::Moving;
        }
        let Some((base, since)) = &self.baseline else { return Rest::Moving };
        let base = base.tasks();
        let blind = tasks.values().any(|task| task.wait == Wait::Unknown);
        // How much the laziest of those that are not blocked has polled, in units in which `POLLS` naps
        // and `SPINS` ticks are the same; none means all are blocked.
        let polls = tasks
            .iter()
            .filter(|(_, task)| !task.blocked())
            .filter_map(|(tid, task)| {
                let before = base.get(tid)?;
                let slept = (task.switches - before.switches) * SPINS;
                Some(slept.max((task.ticks - before.ticks) * POLLS))
            })
            .min();
        let quiet = since.elapsed();
        let (settled, sure) = if blind { (SETTLED_IF_BLIND, SURE_IF_BLIND) } else { (Duration::ZERO, SURE) };
        match polls {
            None if quiet >= sure => Rest::Sure,
            None if quiet >= settled => Rest::Still,
            Some(n) if n >= 10 * POLLS * SPINS => Rest::Sure,
            Some(n) if n >= POLLS * SPINS => Rest::Still,
            _ => Rest::Moving,
        }
    }

    /// Notes what is seen at rest and lets go whoever is held.
    fn release(&mut self, processes: &[Process]) {
        let busy = self.board.holding.swap(0, SeqCst);
        let alive = processes.iter().filter(|p| !self.old.contains(&p.pid) && !p.zombie).count() as u32;
        let index = self.board.rest_count.load(SeqCst) as usize;
        if index < RESTS {
            self.board.rests[index].busy.store(busy, SeqCst);
            self.board.rests[index].alive.store(alive, SeqCst);
            self.board.rest_count.store(index as u32 + 1, SeqCst);
        }
        self.baseline = None;
        self.alive_at = Instant::now();
        self.board.releases.fetch_add(1, SeqCst);
        wake(&self.board.releases);
    }

    /// Everything is at rest and nobody will ever move again.
    fn stuck(&self, processes: &[Process]) -> Option<Result<(), Failure>> {
        let all_blocked = processes.iter().flat_map(|p| p.tasks.values()).all(Task::blocked);
        let wanted = self.board.wanted.iter().map(|w| w.load(SeqCst)).sum::<u32>();
        if self.returned.is_some() {
            return Some(Err(self.leaked_thread(processes)));
        }
        let mut failure = if wanted > 0 {
            Failure::new(
                Diagnosis::NotConcurrent,
                "a job waits for another job, which never gets a process to run in: the workers are not busy at the same time",
            )
        } else if all_blocked {
            if has_timer(processes) {
                // It will go off some time.
                return None;
            }
            Failure::new(Diagnosis::Deadlock, "every process waits, and nobody is left to end the waiting")
        } else {
            Failure::new(Diagnosis::Livelock, "the call keeps looking for something that never comes")
        };
        failure.seen = self.seen(processes);
        Some(Err(failure))
    }

    fn leaked_thread(&self, processes: &[Process]) -> Failure {
        let message = "a thread of the calling process is still there after the call";
        let mut failure = Failure::new(Diagnosis::LeakedThread, message);
        failure.seen = self.seen(processes);
        failure
    }

    /// Who waits for what, in an order that does not change from run to run.
    fn seen(&self, processes: &[Process]) -> Vec<(String, String)> {
        let board = self.board.addresses();
        let mut seen: Vec<(String, String)> = processes
            .iter()
            .flat_map(|process| {
                let who = if process.pid == self.main { "caller" } else { "worker" };
                let zombie = process.zombie;
                let waits = process.tasks.values().map(|task| tree::describe(task.wait, &board));
                waits.map(move |what| {
                    let what = if zombie { "has ended and is a zombie: nobody waited for it" } else { what };
                    (who.to_owned(), what.to_owned())
                })
            })
            .collect();
        seen.sort();
        seen
    }

    fn backstop(&self, processes: &[Process]) -> Option<Result<(), Failure>> {
        if self.alive_at.elapsed() < BACKSTOP {
            return None;
        }
        let message = format!("no job began or ended for {} seconds", BACKSTOP.as_secs());
        let mut failure = Failure::new(Diagnosis::OutOfResources, message);
        failure.seen = self.seen(processes);
        Some(Err(failure))
    }

    /// Adds what the submission's own code panicked with in a worker: often the reason for the rest.
    fn with_panic_of_a_worker(&self, mut failure: Failure) -> Failure {
        if let Some(text) = self.board.worker_panic.get() {
            failure.seen.push(("worker".to_owned(), format!("panicked at {text}")));
        }
        failure
    }
}

impl Task {
    /// True when only somebody else can get it going.
    fn blocked(&self) -> bool {
        matches!(self.wait, Wait::Untimed { .. } | Wait::Ended | Wait::Unknown)
    }
}

/// Names the processes that are left.
fn leaked(left: &[i32], processes: &[Process]) -> Failure {
    let zombies = processes.iter().filter(|p| left.contains(&p.pid) && p.zombie).count();
    // One that has gone since was waited for too late, by a thread or by nobody who could.
    let running = left.len() - zombies;
    let word = |n: usize| if n == 1 { "process" } else { "processes" };
    let mut parts = Vec::new();
    if zombies > 0 {
        parts.push(format!("{zombies} {} ended but never waited for (a zombie)", word(zombies)));
    }
    if running > 0 {
        parts.push(format!("{running} {} still running", word(running)));
    }
    let message = format!("left behind by the call: {}", parts.join(", "));
    Failure::new(Diagnosis::LeakedProcess, message)
}

/// A timer that is a descriptor wakes who reads it, with nobody else awake.
fn has_timer(processes: &[Process]) -> bool {
    processes
        .iter()
        .flat_map(|process| tree::descriptors(process.pid).into_values())
        .any(|target| tree::kind(&target) == "timerfd")
}

/// Reads what the check's process left on the board.
fn told(outcome: &str) -> Failure {
    let mut lines = outcome.splitn(3, '\n');
    let mut next = || lines.next().unwrap_or_default();
    let diagnosis = Diagnosis::from_name(next()).unwrap_or(Diagnosis::WrongResult);
    let place = next();
    let message = next().to_owned();
    let mut parts = place.split(PLACE);
    let place = (|| {
        Some(Place {
            file: parts.next()?.to_owned(),
            line: parts.next()?.parse().ok()?,
            column: parts.next()?.parse().ok()?,
        })
    })();
    Failure { diagnosis, message, place, seen: Vec::new() }
}

/// Kills whatever is left and waits for it: the next check starts with no children.
fn clear_up(main: Pid) {
    let monitor = getpid().as_raw();
    loop {
        let left = tree::below(monitor);
        if left.is_empty() {
            return;
        }
        // First all stop, so that none can fork while others are being killed.
        for signal in [Signal::SIGSTOP, Signal::SIGKILL] {
            for process in &left {
                let _ = kill(Pid::from_raw(process.pid), signal);
            }
        }
        // Grandchildren come to the monitor once their parent is gone, and are waited for next time.
        for process in left.iter().filter(|p| p.parent == monitor) {
            let _ = waitpid(Pid::from_raw(process.pid), None);
        }
        if left.iter().all(|p| p.parent != monitor && p.pid != main.as_raw()) {
            std::thread::yield_now();
        }
    }
}
