//! What a supervisor has to do. A job that is to crash divides by zero.

use actix::{Addr, MailboxError};
use exercise::{Crashed, Supervised, Work};
use std::future::Future;
use std::panic::{panic_any, resume_unwind};
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};

type Answer = Result<Result<u64, Crashed>, MailboxError>;

/// Sends at once; the answer is awaited when the caller likes.
#[track_caller]
fn send(to: &Addr<Supervised>, n: u64) -> impl Future<Output = Answer> + use<> {
    lens_actors::ask("the supervisor", &format!("Work({n})"), to.send(Work(n)))
}

/// The numbers jobs were run with, in order.
static RUNS: Mutex<Vec<u64>> = Mutex::new(Vec::new());
/// How many jobs are running.
static RUNNING: AtomicUsize = AtomicUsize::new(0);
/// Two were, at some time.
static OVERLAP: AtomicBool = AtomicBool::new(false);

/// What every job begins with. Lets everybody run who can, so that a job that may start beside this
/// one does.
fn begin(n: u64) {
    if RUNNING.fetch_add(1, Ordering::SeqCst) > 0 {
        OVERLAP.store(true, Ordering::SeqCst);
    }
    lens_actors::take_turn(n);
    RUNS.lock().unwrap().push(n);
    RUNNING.fetch_sub(1, Ordering::SeqCst);
}

fn hundred_by(n: u64) -> u64 {
    begin(n);
    100 / n
}

#[track_caller]
fn assert_runs(expected: &[u64], why: &str) {
    assert!(!OVERLAP.load(Ordering::SeqCst), "a job was started while another one was running: one message at a time");
    assert_eq!(*RUNS.lock().unwrap(), expected, "the numbers the job was run with, in order: {why}");
}

pub async fn work_is_answered_in_order() {
    let supervisor = Supervised::start(3, hundred_by);
    let answers = [5, 2, 10].map(|n| send(&supervisor, n));
    let mut seen = Vec::new();
    for answer in answers {
        seen.push(answer.await);
    }
    assert_eq!(
        seen,
        [Ok(Ok(20)), Ok(Ok(50)), Ok(Ok(10))],
        "the answers to Work 5, 2 and 10, sent at once: the job divides 100 by them"
    );
    assert_runs(&[5, 2, 10], "once for each message, as they were sent");
}

pub async fn a_crash_is_answered() {
    let supervisor = Supervised::start(3, hundred_by);
    assert_eq!(send(&supervisor, 4).await, Ok(Ok(25)), "the answer to Work(4): 100 / 4");
    assert_eq!(send(&supervisor, 0).await, Ok(Err(Crashed)), "the answer to Work(0), whose job panics");
    assert_eq!(
        send(&supervisor, 5).await,
        Ok(Ok(20)),
        "the answer to Work(5), sent after the crash: a new child takes the old one's place"
    );
    assert_runs(&[4, 0, 5], "once for each message, the one that crashed too");
}

pub async fn a_queued_message_outlives_the_crash() {
    let supervisor = Supervised::start(3, hundred_by);
    let answers = [4, 0, 5, 0, 10].map(|n| send(&supervisor, n));
    let mut seen = Vec::new();
    for answer in answers {
        seen.push(answer.await);
    }
    assert_eq!(
        seen,
        [Ok(Ok(25)), Ok(Err(Crashed)), Ok(Ok(20)), Ok(Err(Crashed)), Ok(Ok(10))],
        "the answers to Work 4, 0, 5, 0 and 10, sent at once: what waits behind a crash is for the next child"
    );
    assert_runs(&[4, 0, 5, 0, 10], "once for each message, as they were sent");
}

pub async fn any_panic_is_a_crash() {
    fn crash(n: u64) -> u64 {
        begin(n);
        match n {
            1 => panic!("a plain message"),
            2 => panic!("a formatted message, {n}"),
            3 => panic_any(n),
            // A panic passed on: no panic hook hears of it.
            4 => resume_unwind(Box::new(String::from("passed on"))),
            _ => n,
        }
    }
    let supervisor = Supervised::start(4, crash);
    for n in 1..=4 {
        assert_eq!(send(&supervisor, n).await, Ok(Err(Crashed)), "the answer to Work({n}), whose job panics");
        assert_eq!(send(&supervisor, 9).await, Ok(Ok(9)), "the answer to Work(9), sent after the panic of Work({n})");
    }
}

pub async fn restarts_are_counted_in_all() {
    let supervisor = Supervised::start(2, hundred_by);
    for restart in 1..=2 {
        assert_eq!(
            send(&supervisor, 0).await,
            Ok(Err(Crashed)),
            "the answer to crash {restart}: 2 restarts are allowed"
        );
        assert_eq!(send(&supervisor, 5).await, Ok(Ok(20)), "the answer to Work(5) after restart {restart} of 2");
    }
    assert_eq!(send(&supervisor, 0).await, Ok(Err(Crashed)), "the answer to crash 3, after the last of 2 restarts");
    lens_actors::settled().await;
    assert_eq!(
        send(&supervisor, 5).await,
        Err(MailboxError::Closed),
        "the answer to Work(5) after crash 3: 2 restarts in all are used up, so the supervisor has stopped"
    );
    assert_runs(&[0, 5, 0, 5, 0], "nothing after the last crash");
}

pub async fn no_restart_allowed() {
    let supervisor = Supervised::start(0, hundred_by);
    assert_eq!(send(&supervisor, 5).await, Ok(Ok(20)), "the answer to Work(5): the first child is no restart");
    assert_eq!(send(&supervisor, 0).await, Ok(Err(Crashed)), "the answer to the first crash");
    lens_actors::settled().await;
    assert_eq!(
        send(&supervisor, 5).await,
        Err(MailboxError::Closed),
        "the answer to Work(5) after the first crash: no restart is allowed, so the supervisor has stopped"
    );
}

pub async fn nothing_runs_after_the_last_crash() {
    let supervisor = Supervised::start(1, hundred_by);
    let [first, second, queued] = [0, 0, 5].map(|n| send(&supervisor, n));
    assert_eq!(first.await, Ok(Err(Crashed)), "the answer to the first crash, which is restarted");
    assert_eq!(second.await, Ok(Err(Crashed)), "the answer to the second crash, which stops the supervisor");
    // Whether what was queued then gets `Crashed` or a mailbox error is left open; an answer it gets.
    let late = queued.await;
    assert!(
        !matches!(late, Ok(Ok(_))),
        "Work(5), queued behind the last crash, was answered {late:?}: there is no child left to run it"
    );
    assert_runs(&[0, 0], "Work(5) was queued behind the last crash");
}

pub async fn one_message_at_a_time() {
    fn plus_one(n: u64) -> u64 {
        begin(n);
        n + 1
    }
    // More than fit into a mailbox of actix's usual size, 16.
    let supervisor = Supervised::start(0, plus_one);
    let answers: Vec<_> = (0..20).map(|n| send(&supervisor, n)).collect();
    for (n, answer) in (0..20).zip(answers) {
        assert_eq!(answer.await, Ok(Ok(n + 1)), "the answer to Work({n}) of 20 sent at once: the job adds 1");
    }
    assert_runs(&(0..20).collect::<Vec<u64>>(), "20 messages were sent at once");
}

pub async fn supervisors_are_independent() {
    let fragile = Supervised::start(0, hundred_by);
    let sturdy = Supervised::start(1, hundred_by);
    assert_eq!(
        send(&fragile, 0).await,
        Ok(Err(Crashed)),
        "the answer to the only crash of a supervisor without restarts"
    );
    assert_eq!(
        send(&sturdy, 0).await,
        Ok(Err(Crashed)),
        "the answer to the first crash of a supervisor with one restart"
    );
    lens_actors::settled().await;
    assert_eq!(send(&fragile, 5).await, Err(MailboxError::Closed), "the supervisor without restarts has stopped");
    assert_eq!(
        send(&sturdy, 5).await,
        Ok(Ok(20)),
        "the supervisor with one restart has a child: the other one's crash is not its own"
    );
    assert_eq!(
        send(&sturdy, 0).await,
        Ok(Err(Crashed)),
        "the answer to the second crash of the supervisor with one restart"
    );
    lens_actors::settled().await;
    assert_eq!(send(&sturdy, 5).await, Err(MailboxError::Closed), "the supervisor with one restart has stopped too");
}
