//! The portfolio: which strategies run, how long, and what their findings mean.

use crate::kernel::{AfterMain, Settings, execute, kernel};
use crate::minimise::minimise;
use crate::strategy::{Deviations, Dfs, Pct, Random, RoundRobin, Strategy, Urw};
use crate::trace::{Execution, Failure, Kind};
use crate::{Diagnosis, replay};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Once};

/// Steps after which a first execution counts as endless.
const ENDLESS: u64 = 5_000_000;
/// Scheduling points in all executions of one exploration: large programs get fewer schedules.
const MOST_STEPS: u64 = 30_000_000;
/// Events shown of an execution without end.
const ENDLESS_EVENTS: usize = 60;
/// Schedules tried for one that passes, when the first of all fails.
const LOOK_FOR_A_PASS: u64 = 300;

/// What to explore and how much.
#[derive(Debug, Clone)]
pub struct Config {
    /// Schedules at most.
    pub schedules: u64,
    /// Seed of the random strategies.
    pub seed: u64,
    /// What happens to threads still there when the main thread has returned.
    pub after_main: AfterMain,
    /// Freeze every thread at every step in turn instead: the others must finish.
    pub progress: bool,
    /// Run only the schedule of this replay string.
    pub replay: Option<String>,
    /// Whether a panic at this file is the check's own (an assertion on the result) rather than the
    /// program's.
    pub is_check_file: fn(&str) -> bool,
}

impl Config {
    /// Ten thousand schedules, seed 1.
    pub fn standard() -> Config {
        Config {
            schedules: 10_000,
            seed: 1,
            after_main: AfterMain::Settle,
            progress: false,
            replay: None,
            is_check_file: |_| false,
        }
    }
}

/// What was found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// Every schedule run passed.
    Passed,
    /// A schedule failed.
    Failed(Diagnosis),
    /// It could not be judged.
    NotJudged,
}

/// The result of an exploration.
pub struct Report {
    /// What was found.
    pub outcome: Outcome,
    /// Schedules run until then; minimising is not counted.
    pub schedules: u64,
    /// Whether these were all there are.
    pub exhaustive: bool,
    /// What went wrong, in one sentence.
    pub message: String,
    /// The failing execution, traced and minimised.
    pub failing: Option<Execution>,
    /// The string that replays it.
    pub replay: Option<String>,
    /// The strategy that found it.
    pub found_by: Option<&'static str>,
    /// An atomic was used with an ordering weaker than the sequential consistency it is judged with.
    pub weak_orderings: bool,
}

/// Runs `body` as the main thread of many executions.
///
/// # Panics
/// If called within an execution.
pub fn explore(config: &Config, body: impl Fn() + Send + Sync + 'static) -> Report {
    assert!(kernel().is_null(), "an exploration cannot run inside another");
    install_panic_hook();
    let explorer = Explorer {
        config,
        body: Arc::new(body),
        schedules: 0,
        steps: 0,
        longest: 0,
        passed: 0,
        weak_orderings: false,
        no_choice: false,
    };
    match &config.replay {
        Some(text) => match replay::decode(text) {
            Ok(deviations) => explorer.replay(deviations),
            Err(message) => explorer.report(Outcome::NotJudged, message),
        },
        None if config.progress => explorer.progress(),
        None => explorer.portfolio(),
    }
}

struct Explorer<'a> {
    config: &'a Config,
    body: Arc<dyn Fn() + Send + Sync>,
    schedules: u64,
    steps: u64,
    /// Steps of the longest execution that came to an end.
    longest: u64,
    passed: u64,
    weak_orderings: bool,
    /// The last execution had one thing to do at every point.
    no_choice: bool,
}

/// One strategy of the portfolio.
struct Entry {
    name: &'static str,
    strategy: Box<dyn Strategy + Send>,
    /// Schedules it has run.
    ran: u64,
}

/// The order of the portfolio: which strategy, and how many thousandths of the schedules (at least one schedule). A short
/// turn for each of the random ones comes first, because most bugs are shallow; then the exhaustive
/// search, because a small program is decided by it; then the rest.
const PLAN: [(usize, u64); 13] = [
    (DEFAULT, 0),
    (ROUND_ROBIN, 1_000),
    (URW, 10),
    (RANDOM, 5),
    (PCT_2, 5),
    (PCT_3, 5),
    (DFS, 250),
    (URW, 240),
    (RANDOM, 145),
    (PCT_3, 95),
    (PCT_2, 95),
    (PCT_1, 50),
    (DFS_BOUND_2, 100),
];
const DEFAULT: usize = 0;
const ROUND_ROBIN: usize = 1;
const DFS: usize = 2;
const URW: usize = 3;
const RANDOM: usize = 4;
const PCT_1: usize = 5;
const PCT_2: usize = 6;
const PCT_3: usize = 7;
const DFS_BOUND_2: usize = 8;

impl Explorer<'_> {
    /// The strategies, in the order of the constants above.
    fn entries(&self) -> Vec<Entry> {
        let seed = self.config.seed;
        let entry = |name, strategy: Box<dyn Strategy + Send>| Entry { name, strategy, ran: 0 };
        vec![
            entry("default", Box::new(Deviations::new(Vec::new()))),
            entry("round-robin", Box::new(RoundRobin::new(3))),
            entry("dfs", Box::new(Dfs::new(None))),
            entry("urw", Box::new(Urw::new(seed))),
            entry("random", Box::new(Random::new(seed ^ 0x5eed))),
            entry("pct-1", Box::new(Pct::new(1, seed ^ 0x9c71))),
            entry("pct-2", Box::new(Pct::new(2, seed ^ 0x9c72))),
            entry("pct-3", Box::new(Pct::new(3, seed ^ 0x9c73))),
            entry("dfs-bound-2", Box::new(Dfs::new(Some(2)))),
        ]
    }

    fn portfolio(mut self) -> Report {
        let mut entries = self.entries();
        for (at, share) in PLAN {
            let entry = &mut entries[at];
            let budget = (self.config.schedules * share / 1_000).max(1);
            let before = self.schedules;
            let until = (before + budget).min(self.config.schedules.max(1));
            let failed = self.run(&mut entry.strategy, until, None);
            entry.ran += self.schedules - before;
            if let Some(failed) = failed {
                return self.failed(failed, Some(entry.name));
            }
            if entry.strategy.exhausted() || (at == DEFAULT && self.no_choice) {
                let message = if entry.ran == 1 {
                    "the only schedule passes".to_owned()
                } else {
                    format!("all {} schedules pass", entry.ran)
                };
                let mut report = self.report(Outcome::Passed, message);
                // The samples before were among these.
                report.schedules = entry.ran;
                report.exhaustive = true;
                return report;
            }
        }
        let message = format!("{} schedules pass", self.schedules);
        self.report(Outcome::Passed, message)
    }

    /// Runs a strategy until it ends, fails, or the schedules are used up.
    fn run(
        &mut self,
        strategy: &mut Box<dyn Strategy + Send>,
        until: u64,
        freeze: Option<(u32, u64)>,
    ) -> Option<Execution> {
        while self.schedules < until && self.steps < MOST_STEPS {
            let settings = self.settings(false, freeze);
            let (execution, ran) = self.batch(strategy, until, settings);
            self.schedules += ran;
            match execution {
                Some(execution) if execution.failure.is_some() => return Some(execution),
                Some(_) => {}
                None => return None,
            }
        }
        None
    }

    /// Runs executions on one fresh operating-system thread until the strategy ends (none), one
    /// fails, or one leaves the thread unfit for another.
    fn batch(
        &mut self,
        strategy: &mut Box<dyn Strategy + Send>,
        until: u64,
        settings: Settings,
    ) -> (Option<Execution>, u64) {
        let body = Arc::clone(&self.body);
        let room = until - self.schedules;
        let mut most_steps = MOST_STEPS.saturating_sub(self.steps);
        let mut longest = self.longest;
        let (execution, ran, steps, passed, longest, weak) = on_fresh_thread(move || {
            let (mut ran, mut steps, mut passed, mut weak) = (0, 0, 0, false);
            let mut settings = settings;
            let mut last = None;
            while ran < room && most_steps > 0 {
                if !strategy.begin() {
                    return (None, ran, steps, passed, longest, weak);
                }
                settings.max_steps = step_limit(longest);
                let execution = execute(next_epoch(), settings.clone(), strategy.as_mut(), &*body);
                strategy.end(execution.steps);
                ran += 1;
                steps += execution.cost();
                most_steps = most_steps.saturating_sub(execution.cost());
                weak |= execution.weak_orderings;
                if execution.failure.is_none() {
                    passed += 1;
                    longest = longest.max(execution.steps);
                }
                let stop = execution.tainted || execution.failure.is_some();
                last = Some(execution);
                if stop {
                    break;
                }
            }
            (last, ran, steps, passed, longest, weak)
        });
        self.steps += steps;
        self.passed += passed;
        self.longest = longest;
        self.weak_orderings |= weak;
        self.no_choice = execution.as_ref().is_some_and(|execution| execution.choices == 0);
        (execution, ran)
    }

    fn settings(&self, tracing: bool, freeze: Option<(u32, u64)>) -> Settings {
        Settings { max_steps: step_limit(self.longest), after_main: self.config.after_main, tracing, freeze }
    }

    /// One traced execution of a strategy that has begun.
    fn traced(&self, strategy: &mut (dyn Strategy + Send), freeze: Option<(u32, u64)>) -> Execution {
        let body = Arc::clone(&self.body);
        let settings = self.settings(true, freeze);
        on_fresh_thread(move || execute(next_epoch(), settings, strategy, &*body))
    }

    fn replay(mut self, deviations: Vec<(u32, u32)>) -> Report {
        // The default schedule first, for the length of an execution that ends.
        let mut default: Box<dyn Strategy + Send> = Box::new(Deviations::new(Vec::new()));
        self.run(&mut default, 1, None);
        let mut strategy: Box<dyn Strategy + Send> = Box::new(Deviations::new(deviations));
        strategy.begin();
        let execution = self.traced(strategy.as_mut(), None);
        self.schedules = 1;
        self.weak_orderings = execution.weak_orderings;
        match &execution.failure {
            None => {
                let mut report = self.report(Outcome::Passed, "this schedule passes".to_owned());
                report.replay = Some(replay::encode(&execution.deviations, false));
                report.failing = Some(execution);
                report
            }
            Some(_) => {
                let failure = execution.failure.clone().expect("just seen");
                let diagnosis = self.diagnose(&execution, &failure);
                let mut report = self.report_failure(diagnosis, execution);
                report.schedules = 1;
                report
            }
        }
    }

    /// A schedule has failed: say what that means, trace it, make it small.
    fn failed(mut self, execution: Execution, found_by: Option<&'static str>) -> Report {
        let failure = execution.failure.clone().expect("only failed executions come here");
        let schedules = self.schedules;
        let kind = failure.kind.clone();
        let mut strategy = Deviations::new(execution.deviations.clone());
        strategy.begin();
        let again = self.traced(&mut strategy, None);
        if !same_failure(&again, &failure) {
            let mut report = self.report(
                Outcome::NotJudged,
                "the program does not do the same when it runs under the same schedule twice: it depends on something the explorer does not control (an address, the real time, a random number)".to_owned(),
            );
            report.schedules = schedules;
            return report;
        }
        let diagnosis = self.diagnose(&execution, &failure);
        let smallest = if kind == Kind::Overrun {
            again
        } else {
            minimise(
                again,
                |strategy| {
                    let mut relay = Relay(strategy);
                    let relay: &mut (dyn Strategy + Send) = &mut relay;
                    self.traced(relay, None)
                },
                |execution| same_failure(execution, &failure),
            )
        };
        let mut report = self.report_failure(diagnosis, smallest);
        report.schedules = schedules;
        report.found_by = found_by;
        report
    }

    fn report_failure(&self, diagnosis: Option<Diagnosis>, mut execution: Execution) -> Report {
        let failure = execution.failure.clone().expect("only failed executions come here");
        let mut failure = failure;
        if failure.kind == Kind::Overrun {
            failure.message.push_str(match diagnosis {
                Some(Diagnosis::OutOfResources) => ": that is more than can be explored; let the program do less",
                _ => ": the threads go on and on without getting anywhere",
            });
            // What goes on for ever is understood from its beginning.
            execution.events.truncate(ENDLESS_EVENTS);
        }
        let outcome = diagnosis.map_or(Outcome::NotJudged, Outcome::Failed);
        let mut report = self.report(outcome, failure.message.clone());
        let endless = failure.kind == Kind::Overrun;
        report.replay = Some(replay::encode(&execution.deviations, endless));
        report.failing = Some(execution);
        report
    }

    /// What a failure means, given what other schedules do.
    fn diagnose(&mut self, execution: &Execution, failure: &Failure) -> Option<Diagnosis> {
        match &failure.kind {
            Kind::Unsupported => None,
            Kind::Decided(diagnosis) => Some(*diagnosis),
            Kind::Overrun => {
                // Working towards an end that is too far away, or spinning for ever?
                let spins = execution.idle_steps * 10 >= execution.steps;
                Some(if spins || self.longest > 0 { Diagnosis::Livelock } else { Diagnosis::OutOfResources })
            }
            Kind::Panic => {
                if self.passed > 0 || self.finds_a_pass() {
                    return Some(Diagnosis::Race);
                }
                let by_check = failure.place.as_ref().is_some_and(|(file, _, _)| (self.config.is_check_file)(file));
                let assertion = failure.message.starts_with("assertion ");
                Some(if by_check || assertion { Diagnosis::WrongResult } else { Diagnosis::Panicked })
            }
        }
    }

    fn finds_a_pass(&mut self) -> bool {
        let seed = self.config.seed;
        let strategies: Vec<Box<dyn Strategy + Send>> = vec![
            Box::new(RoundRobin::new(3)),
            Box::new(Random::new(seed)),
            Box::new(Pct::new(2, seed)),
            Box::new(Dfs::new(None)),
        ];
        let share = LOOK_FOR_A_PASS / strategies.len() as u64;
        for mut strategy in strategies {
            let until = self.schedules + share;
            // Each failing execution ends its batch; begin the next one.
            while self.schedules < until && self.steps < MOST_STEPS {
                let settings = self.settings(false, None);
                let (execution, ran) = self.batch(&mut strategy, until, settings);
                self.schedules += ran;
                if self.passed > 0 {
                    return true;
                }
                if execution.is_none() {
                    break;
                }
            }
        }
        false
    }

    /// Freezes each thread before each of its steps in turn; the others must finish.
    fn progress(mut self) -> Report {
        // The plain execution first: it must pass, and tells how many steps there are to freeze at.
        let mut plain: Box<dyn Strategy + Send> = Box::new(Deviations::new(Vec::new()));
        plain.begin();
        let first = self.traced(plain.as_mut(), None);
        self.schedules = 1;
        self.longest = first.steps;
        if first.failure.is_some() {
            self.passed = 0;
            return self.failed(first, Some("default"));
        }
        self.passed = 1;
        let thread_steps = first.thread_steps.clone();
        for (tid, &steps) in thread_steps.iter().enumerate().skip(1) {
            for step in 0..steps {
                if self.schedules >= self.config.schedules {
                    break;
                }
                let freeze = Some((tid as u32, step));
                let mut strategy: Box<dyn Strategy + Send> = Box::new(RoundRobin::new(1));
                strategy.begin();
                let execution = self.traced(strategy.as_mut(), freeze);
                self.schedules += 1;
                if let Some(failure) = execution.failure.clone() {
                    let diagnosis = self.diagnose(&execution, &failure);
                    let mut report = self.report_failure(diagnosis, execution);
                    report.found_by = Some("freeze");
                    return report;
                }
            }
        }
        let count = self.schedules - 1;
        let mut report =
            self.report(Outcome::Passed, format!("with any thread stopped at any of {count} steps the others finish"));
        report.exhaustive = true;
        report
    }

    fn report(&self, outcome: Outcome, message: String) -> Report {
        Report {
            outcome,
            schedules: self.schedules,
            exhaustive: false,
            message,
            failing: None,
            replay: None,
            found_by: None,
            weak_orderings: self.weak_orderings,
        }
    }
}

/// Lends a strategy to a fresh thread.
struct Relay<'a>(&'a mut dyn Strategy);

// SAFETY: the lender is blocked in `on_fresh_thread` until the borrowing thread has ended, so only
// one thread uses the strategy at any time.
unsafe impl Send for Relay<'_> {}

impl Strategy for Relay<'_> {
    fn begin(&mut self) -> bool {
        self.0.begin()
    }
    fn next(&mut self, point: &crate::strategy::Point<'_>) -> u32 {
        self.0.next(point)
    }
    fn pick(&mut self, alternatives: usize, rare: bool) -> usize {
        self.0.pick(alternatives, rare)
    }
    fn end(&mut self, steps: u64) {
        self.0.end(steps);
    }
    fn exhausted(&self) -> bool {
        self.0.exhausted()
    }
}

fn same_failure(execution: &Execution, failure: &Failure) -> bool {
    execution
        .failure
        .as_ref()
        .is_some_and(|other| other.kind == failure.kind && (other.kind != Kind::Panic || other.place == failure.place))
}

/// Far beyond the longest execution that ended; unknown at first.
fn step_limit(longest: u64) -> u64 {
    if longest == 0 { ENDLESS } else { 20 * longest + 20_000 }
}

fn next_epoch() -> u64 {
    static EPOCH: AtomicU64 = AtomicU64::new(1);
    EPOCH.fetch_add(1, Ordering::Relaxed)
}

/// Runs `f` on an operating-system thread of its own: an execution abandoned in the middle leaves
/// thread-local state (the panic count, an async runtime's context) that must not reach the next.
fn on_fresh_thread<R: Send>(f: impl FnOnce() -> R + Send) -> R {
    std::thread::scope(|scope| {
        let handle = std::thread::Builder::new().stack_size(1024 * 1024).spawn_scoped(scope, f);
        match handle.expect("the system has room for one more thread").join() {
            Ok(value) => value,
            Err(payload) => std::panic::resume_unwind(payload),
        }
    })
}

/// Panics of model threads are kept, not printed; others go where they went before.
fn install_panic_hook() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| {
        let before = std::panic::take_hook();
        std::panic::set_hook(Box::new(move |info| {
            let k = kernel();
            if k.is_null() {
                return before(info);
            }
            let message = payload_text(info.payload());
            let place = info.location().map(|place| (place.file().to_owned(), place.line(), place.column()));
            // SAFETY: the hook runs on the thread that panics, a model thread, outside any borrow
            // of the kernel.
            unsafe { (*k).panic_began(message, place) };
        }));
    });
}

/// The message of a panic payload.
pub(crate) fn payload_text(payload: &(dyn std::any::Any + Send)) -> String {
    if let Some(text) = payload.downcast_ref::<&str>() {
        (*text).to_owned()
    } else if let Some(text) = payload.downcast_ref::<String>() {
        text.clone()
    } else {
        "panicked with a value that is not text".to_owned()
    }
}
