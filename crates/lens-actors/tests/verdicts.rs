//! Small programs of actors and the verdict each must get, every time.
//!
//! Called with no request this is the test: for each case it starts itself as the check binary that
//! the grader would start, with a request on standard input, and compares what that reports. Busy
//! threads beside it make the scheduler of the machine unfair.

use actix::prelude::*;
use explore::harness::{self, Check, Lens};
use lens_actors::{ask, settled, take_turn};
use std::collections::BTreeSet;
use std::env;
use std::hint;
use std::io::Write;
use std::process::{Command, ExitCode, Stdio};
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, mpsc};
use std::thread;
use std::time::Duration;

/// How often each case is run; every run must give the same record.
const RUNS: usize = 10;

/// Set in the environment of the process that is to be a check binary.
const AS_CHECK: &str = "LENS_ACTORS_AS_CHECK";

/// A check, its verdict or diagnosis, and what its message contains.
macro_rules! cases {
    ($($name:ident => $verdict:literal, $message:literal;)*) => {
        const CHECKS: &[Check] = &[$(Check { name: stringify!($name), lens: Lens::Once, run: || lens_actors::run(|| $name()) },)*];
        const EXPECTED: &[(&str, &str, &str)] = &[$((stringify!($name), $verdict, $message),)*];
    };
}

cases! {
    virtual_hours_pass_at_once => "passed", "";
    an_actors_panic_is_not_the_checks => "passed", "";
    an_arbiters_panic_is_not_the_checks => "passed", "";
    the_clock_waits_for_a_busy_arbiter => "passed", "";
    the_clock_waits_for_an_arbiters_timer => "passed", "";
    the_clock_goes_on_beside_an_idle_arbiter => "passed", "";
    turns_are_taken_in_order => "passed", "";
    an_arbiter_that_never_stops_is_no_failure => "passed", "";
    whoever_stops_has_stopped => "passed", "";
    an_arbiters_heartbeat_does_not_keep_a_check => "passed", "";
    nobody_answers => "deadlock", "Double(1) to the keeper gets no answer";
    nobody_answers_on_an_arbiter => "deadlock", "Double(1) to the keeper gets no answer";
    a_handler_blocks => "deadlock", "blocks the thread";
    a_blocking_task_never_ends => "deadlock", "nobody is left to run";
    a_heartbeat_goes_on => "livelock", "Double(1) to the keeper gets no answer";
    the_system_is_stopped => "wrong-result", "the whole System was stopped";
    the_system_is_stopped_at_the_end => "wrong-result", "the whole System was stopped";
    an_assertion_fails => "wrong-result", "one and one";
    the_check_panics => "panicked", "called `Option::unwrap()` on a `None` value";
}

#[derive(Message)]
#[rtype(result = "u64")]
struct Double(u64);

struct Doubler;

impl Actor for Doubler {
    type Context = Context<Doubler>;
}

impl Handler<Double> for Doubler {
    type Result = u64;

    fn handle(&mut self, double: Double, _: &mut Context<Doubler>) -> u64 {
        assert!(double.0 > 0, "nothing to double");
        // Work that takes a while and tells nobody.
        for n in 0..2_000_000 {
            hint::black_box(n);
        }
        double.0 * 2
    }
}

fn on_an_arbiter<A: Actor<Context = Context<A>>>(actor: impl FnOnce() -> A + Send + 'static) -> Addr<A> {
    A::start_in_arbiter(&Arbiter::new().handle(), |_| actor())
}

async fn virtual_hours_pass_at_once() {
    for _ in 0..100 {
        actix::clock::sleep(Duration::from_secs(5)).await;
    }
}

async fn an_actors_panic_is_not_the_checks() {
    let doubler = Doubler.start();
    assert_eq!(doubler.send(Double(0)).await, Err(MailboxError::Closed));
    assert_eq!(Doubler.start().send(Double(1)).await, Ok(2));
}

async fn an_arbiters_panic_is_not_the_checks() {
    let doubler = on_an_arbiter(|| Doubler);
    assert_eq!(doubler.send(Double(0)).await, Err(MailboxError::Closed));
    assert_eq!(on_an_arbiter(|| Doubler).send(Double(1)).await, Ok(2));
}

async fn the_clock_waits_for_a_busy_arbiter() {
    let doubler = on_an_arbiter(|| Doubler);
    for n in 1..=20 {
        assert_eq!(doubler.send(Double(n)).timeout(Duration::from_millis(1)).await, Ok(2 * n));
    }
}

/// Answers after a short while on the clock of its own arbiter.
struct Slow;

impl Actor for Slow {
    type Context = Context<Slow>;
}

impl Handler<Double> for Slow {
    type Result = ResponseFuture<u64>;

    fn handle(&mut self, double: Double, _: &mut Context<Slow>) -> Self::Result {
        Box::pin(async move {
            actix::clock::sleep(Duration::from_millis(5)).await;
            double.0 * 2
        })
    }
}

async fn the_clock_waits_for_an_arbiters_timer() {
    let slow = on_an_arbiter(|| Slow);
    assert_eq!(slow.send(Double(4)).timeout(Duration::from_millis(1)).await, Ok(8));
}

async fn the_clock_goes_on_beside_an_idle_arbiter() {
    let doubler = on_an_arbiter(|| Doubler);
    for n in 1..=10 {
        actix::clock::sleep(Duration::from_secs(50)).await;
        assert_eq!(doubler.send(Double(n)).await, Ok(2 * n));
    }
}

static ORDER: Mutex<Vec<u64>> = Mutex::new(Vec::new());

#[derive(Message)]
#[rtype(result = "()")]
struct TakeTurn(u64);

impl Handler<TakeTurn> for Doubler {
    type Result = ();

    fn handle(&mut self, turn: TakeTurn, _: &mut Context<Doubler>) {
        take_turn(turn.0);
        ORDER.lock().unwrap().push(turn.0);
    }
}

async fn turns_are_taken_in_order() {
    let order = [3, 1, 4, 2, 5];
    let answers = order.map(|n| on_an_arbiter(|| Doubler).send(TakeTurn(n)));
    for answer in answers {
        answer.await.unwrap();
    }
    assert_eq!(*ORDER.lock().unwrap(), [1, 2, 3, 4, 5]);
}

async fn an_arbiter_that_never_stops_is_no_failure() {
    let _forgotten = on_an_arbiter(|| Slow);
    assert_eq!(Doubler.start().send(Double(1)).await, Ok(2));
}

#[derive(Message)]
#[rtype(result = "()")]
struct Stop;

impl Handler<Stop> for Doubler {
    type Result = ();

    fn handle(&mut self, _: Stop, context: &mut Context<Doubler>) {
        context.stop();
    }
}

async fn whoever_stops_has_stopped() {
    let doubler = on_an_arbiter(|| Doubler);
    doubler.do_send(Stop);
    settled().await;
    assert!(!doubler.connected(), "it was told to stop, and everything has settled");
}

/// Keeps the senders of its answers, and its answers to itself.
#[derive(Default)]
struct Keeper {
    kept: Arc<Mutex<Vec<actix::dev::OneshotSender<u64>>>>,
    heartbeat: Option<Duration>,
}

impl Actor for Keeper {
    type Context = Context<Keeper>;

    fn started(&mut self, context: &mut Context<Keeper>) {
        if let Some(heartbeat) = self.heartbeat {
            context.run_interval(heartbeat, |_, _| {});
        }
    }
}

struct Kept(Arc<Mutex<Vec<actix::dev::OneshotSender<u64>>>>);

impl actix::dev::MessageResponse<Keeper, Double> for Kept {
    fn handle(self, _: &mut Context<Keeper>, sender: Option<actix::dev::OneshotSender<u64>>) {
        self.0.lock().unwrap().extend(sender);
    }
}

impl Handler<Double> for Keeper {
    type Result = Kept;

    fn handle(&mut self, _: Double, _: &mut Context<Keeper>) -> Kept {
        Kept(Arc::clone(&self.kept))
    }
}

async fn nobody_answers() {
    let keeper = Keeper::default().start();
    let _ = ask("the keeper", "Double(1)", keeper.send(Double(1))).await;
}

async fn nobody_answers_on_an_arbiter() {
    let keeper = on_an_arbiter(Keeper::default);
    let _ = ask("the keeper", "Double(1)", keeper.send(Double(1))).await;
}

async fn a_heartbeat_goes_on() {
    let heartbeat = Some(Duration::from_secs(1));
    let keeper = Keeper { heartbeat, ..Keeper::default() }.start();
    let _ = ask("the keeper", "Double(1)", keeper.send(Double(1))).await;
}

async fn an_arbiters_heartbeat_does_not_keep_a_check() {
    let heartbeat = Some(Duration::from_secs(3600));
    let keeper = on_an_arbiter(move || Keeper { heartbeat, ..Keeper::default() });
    keeper.do_send(Double(1));
    settled().await;
}

async fn a_handler_blocks() {
    let (_sender, never) = mpsc::channel::<()>();
    actix::spawn(async move {
        let _ = never.recv();
    });
    actix::clock::sleep(Duration::from_secs(1)).await;
}

async fn a_blocking_task_never_ends() {
    let (_sender, never) = mpsc::channel::<()>();
    let _ = tokio::task::spawn_blocking(move || never.recv()).await;
}

async fn the_system_is_stopped() {
    System::current().stop();
    actix::clock::sleep(Duration::from_secs(1)).await;
}

async fn the_system_is_stopped_at_the_end() {
    System::current().stop();
}

async fn an_assertion_fails() {
    // A panic of an actor just before must not be taken for the check's.
    let _ = Doubler.start().send(Double(0)).await;
    assert_eq!(1 + 1, 3, "one and one");
}

async fn the_check_panics() {
    let _ = Doubler.start().send(Double(0)).await;
    let nothing: Vec<u64> = Vec::new();
    nothing.first().unwrap();
}

/// The one line a run reports.
fn record_of(check: &str) -> String {
    let mut child = Command::new(env::current_exe().expect("a program knows its file"))
        .env(AS_CHECK, "1")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .expect("this program can be started again");
    let request = format!("{{\"nonce\":\"n\",\"check\":\"{check}\",\"schedules\":null,\"seed\":1,\"replay\":null}}\n");
    child.stdin.take().expect("it is piped").write_all(request.as_bytes()).expect("it reads its request");
    let output = child.wait_with_output().expect("it ends");
    format!("{}{}", output.status, String::from_utf8_lossy(&output.stdout))
}

fn main() -> ExitCode {
    if env::var_os(AS_CHECK).is_some() {
        harness::main(CHECKS);
    }
    let over = Arc::new(AtomicBool::new(false));
    let beside = Arc::new(AtomicU64::new(0));
    let busy: Vec<_> = (0..thread::available_parallelism().map_or(2, usize::from) * 2)
        .map(|_| {
            let (over, beside) = (Arc::clone(&over), Arc::clone(&beside));
            thread::spawn(move || {
                while !over.load(Ordering::Relaxed) {
                    beside.fetch_add(1, Ordering::Relaxed);
                }
            })
        })
        .collect();
    let mut problems = 0;
    for (check, verdict, message) in EXPECTED {
        let records: BTreeSet<String> = (0..RUNS).map(|_| record_of(check)).collect();
        let right = records.len() == 1
            && records.iter().all(|record| record.contains(&format!("\"{verdict}\"")) && record.contains(message));
        println!("{} {check}: {verdict}", if right { "ok" } else { "FAILED" });
        if !right {
            problems += 1;
            println!("{records:#?}");
        }
    }
    over.store(true, Ordering::Relaxed);
    for thread in busy {
        thread.join().expect("counting does not panic");
    }
    if problems == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}
