//! The engine against small programs with a known verdict: every order of ready tasks is found, time
//! is exact, and what hangs, spins, leaks or panics is called by its name.

use explore::{Config, Diagnosis, Outcome, Report};
use explore_tokio as tokio;
use std::collections::BTreeSet;
use std::future::Future;
use std::sync::atomic::{AtomicUsize, Ordering::SeqCst};
use std::sync::{Arc, Mutex};
use tokio::harness;
use tokio::sync::{mpsc, oneshot, watch};
use tokio::task::{JoinSet, LocalSet};
use tokio::time::{Duration, Instant, sleep};

fn config() -> Config {
    let mut config = Config::standard();
    config.is_check_file = |file| file.ends_with("engine.rs");
    config
}

fn explored<F: Future<Output = ()>>(body: impl Fn() -> F + Send + Sync + 'static) -> Report {
    explore::explore(&config(), move || harness::explore(&body))
}

fn clocked<F: Future<Output = ()>>(body: impl Fn() -> F + Send + Sync + 'static) -> Report {
    // Nothing is left to choose, so one schedule is all there is.
    let config = Config { schedules: 1, ..config() };
    explore::explore(&config, move || harness::clock(&body))
}

#[track_caller]
fn passes(report: &Report) {
    assert_eq!(report.outcome, Outcome::Passed, "{}", report.message);
}

#[track_caller]
fn fails(report: &Report, diagnosis: Diagnosis, says: &str) {
    assert_eq!(report.outcome, Outcome::Failed(diagnosis), "{}", report.message);
    assert!(report.message.contains(says), "{}", report.message);
}

fn ms(n: u64) -> Duration {
    Duration::from_millis(n)
}

/// The set of orders in which `n` tasks, ready at one moment, and the body get to run.
fn orders(n: usize) -> (BTreeSet<Vec<usize>>, Report) {
    let seen = Arc::new(Mutex::new(BTreeSet::new()));
    let all = Arc::clone(&seen);
    let report = explored(move || {
        let all = Arc::clone(&all);
        async move {
            let order = Arc::new(Mutex::new(Vec::new()));
            let mut set: JoinSet<()> = (1..=n)
                .map(|i| {
                    let order = Arc::clone(&order);
                    async move { order.lock().unwrap().push(i) }
                })
                .collect();
            tokio::task::yield_now().await;
            order.lock().unwrap().push(0);
            while set.join_next().await.is_some() {}
            all.lock().unwrap().insert(order.lock().unwrap().clone());
        }
    });
    let seen = seen.lock().unwrap().clone();
    (seen, report)
}

#[test]
fn every_order_of_three_tasks_and_the_body_is_found() {
    let (seen, report) = orders(3);
    passes(&report);
    assert_eq!(seen.len(), 24, "{seen:?}");
}

#[test]
fn two_orders_of_two_tasks_are_found_exhaustively() {
    let (seen, report) = orders(2);
    passes(&report);
    assert!(report.exhaustive);
    assert_eq!(seen.len(), 6, "{seen:?}");
}

#[test]
fn an_order_that_fails_is_a_race_and_replays() {
    let body = || async {
        let (sender, mut receiver) = mpsc::channel(2);
        for i in [1, 2] {
            let sender = sender.clone();
            tokio::spawn(async move { sender.send(i).await.unwrap() });
        }
        let first = receiver.recv().await.unwrap();
        receiver.recv().await.unwrap();
        assert_eq!(first, 1, "the first task sends first");
    };
    let report = explored(body);
    fails(&report, Diagnosis::Race, "the first task sends first");
    let execution = report.failing.as_ref().expect("a failure has its execution");
    assert_eq!(execution.deviations.len(), 1, "one task gives way once");
    assert!(execution.events.iter().any(|event| event.thread.starts_with("task ") && event.op == "gives way"));
    let mut config = config();
    config.replay.clone_from(&report.replay);
    let again = explore::explore(&config, move || harness::explore(body));
    assert_eq!((again.outcome, again.message), (report.outcome, report.message));
}

#[test]
fn virtual_time_is_exact_in_every_order() {
    passes(&explored(|| async {
        let start = Instant::now();
        let mut set = JoinSet::new();
        for i in 1..=3 {
            set.spawn(async move { sleep(ms(100 * i)).await });
        }
        set.join_next().await;
        assert_eq!(start.elapsed(), ms(100));
        set.join_all().await;
        assert_eq!(start.elapsed(), ms(300));
    }));
}

#[test]
fn a_hang_is_a_deadlock_that_names_the_tasks() {
    fails(
        &clocked(|| async {
            let (_keep, receiver) = oneshot::channel::<()>();
            tokio::spawn(receiver).await.unwrap().unwrap();
        }),
        Diagnosis::Deadlock,
        "(spawned at engine.rs:",
    );
}

#[test]
fn a_lock_cycle_of_two_tasks_is_found() {
    fails(
        &explored(|| async {
            let locks = Arc::new((tokio::sync::Mutex::new(()), tokio::sync::Mutex::new(())));
            let other = Arc::clone(&locks);
            let task = tokio::spawn(async move {
                let _b = other.1.lock().await;
                tokio::task::yield_now().await;
                let _a = other.0.lock().await;
            });
            {
                let _a = locks.0.lock().await;
                tokio::task::yield_now().await;
                let _b = locks.1.lock().await;
            }
            task.await.unwrap();
        }),
        Diagnosis::Deadlock,
        "nothing can go on",
    );
}

#[test]
fn waiting_for_time_without_letting_it_pass_is_a_livelock() {
    fails(
        &clocked(|| async {
            let start = Instant::now();
            while start.elapsed() < ms(1_000) {
                tokio::task::yield_now().await;
            }
        }),
        Diagnosis::Livelock,
        "woken again and again",
    );
}

#[test]
fn a_wait_rounded_down_to_nothing_still_ends() {
    passes(&clocked(|| async {
        let start = Instant::now();
        while start.elapsed() < ms(1) {
            sleep(Duration::ZERO).await;
        }
    }));
}

#[test]
fn polling_with_a_timer_for_ever_is_a_livelock() {
    fails(
        &clocked(|| async {
            loop {
                sleep(ms(1)).await;
            }
        }),
        Diagnosis::Livelock,
        "virtual time",
    );
}

#[test]
fn a_task_that_outlives_the_body_is_a_leak() {
    fails(
        &clocked(|| async {
            tokio::spawn(sleep(ms(10)));
        }),
        Diagnosis::LeakedTask,
        "(spawned at engine.rs:",
    );
    fails(
        &explored(|| async {
            tokio::spawn(async {
                loop {
                    tokio::task::yield_now().await;
                }
            });
        }),
        Diagnosis::LeakedTask,
        "(spawned at engine.rs:",
    );
}

#[test]
fn a_task_may_end_after_the_body_at_once_or_within_the_grace() {
    passes(&explored(|| async {
        let set: JoinSet<()> = (0..3).map(|_| std::future::pending()).collect();
        tokio::spawn(async { tokio::task::yield_now().await });
        drop(set);
    }));
    passes(&clocked(|| async {
        harness::grace(ms(1_000));
        tokio::spawn(sleep(ms(900)));
    }));
    fails(
        &clocked(|| async {
            harness::grace(ms(1_000));
            tokio::spawn(sleep(ms(1_100)));
        }),
        Diagnosis::LeakedTask,
        "(spawned at engine.rs:",
    );
}

#[test]
fn a_cancelled_task_has_ended_when_what_it_owned_is_gone() {
    struct Counted(Arc<AtomicUsize>);
    impl Drop for Counted {
        fn drop(&mut self) {
            self.0.fetch_sub(1, SeqCst);
        }
    }
    passes(&explored(|| async {
        let alive = Arc::new(AtomicUsize::new(1));
        let counted = Counted(Arc::clone(&alive));
        let task = tokio::spawn(async move {
            let _counted = counted;
            std::future::pending::<()>().await;
        });
        assert_eq!(harness::tasks_alive(), 1);
        task.abort();
        assert!(task.await.unwrap_err().is_cancelled());
        assert_eq!((alive.load(SeqCst), harness::tasks_alive()), (0, 0));
    }));
}

#[test]
fn a_panic_reaches_whoever_joins_and_else_fails_the_check() {
    passes(&explored(|| async {
        let error = tokio::spawn(async { panic!("at work") }).await.unwrap_err();
        assert_eq!(*error.into_panic().downcast_ref::<&str>().unwrap(), "at work");
        let mut set = JoinSet::new();
        set.spawn(async { panic!("in the set") });
        assert!(set.join_next().await.unwrap().is_err());
        // Given up together with the set.
        set.spawn(async { panic!("in the set") });
        tokio::task::yield_now().await;
        drop(set);
    }));
    fails(
        &clocked(|| async {
            drop(tokio::spawn(async { panic!("at work") }));
        }),
        Diagnosis::Panicked,
        "at work",
    );
}

#[test]
fn the_bodys_own_panic_is_the_checks_verdict() {
    fails(&clocked(|| async { panic!("expected 1, seen 2") }), Diagnosis::WrongResult, "expected 1, seen 2");
}

#[test]
fn select_starts_anywhere_and_biased_at_the_first() {
    let seen = Arc::new(Mutex::new(BTreeSet::new()));
    let all = Arc::clone(&seen);
    passes(&explored(move || {
        let all = Arc::clone(&all);
        async move {
            let branch = tokio::select! {
                () = async {} => 0,
                () = async {} => 1,
                _ = async {}, if true => 2,
                else => 3,
            };
            all.lock().unwrap().insert(branch);
            let branch = tokio::select! {
                biased;
                () = std::future::pending() => 0,
                () = async {} => 1,
                () = async {} => 2,
            };
            assert_eq!(branch, 1);
        }
    }));
    assert_eq!(*seen.lock().unwrap(), BTreeSet::from([0, 1, 2]));
}

#[test]
fn local_tasks_and_blocking_closures_are_tasks_too() {
    let orders = Arc::new(Mutex::new(BTreeSet::new()));
    let all = Arc::clone(&orders);
    passes(&explored(move || {
        let all = Arc::clone(&all);
        async move {
            let order = std::rc::Rc::new(std::cell::RefCell::new(Vec::new()));
            let local = LocalSet::new();
            for i in [1, 2] {
                let order = std::rc::Rc::clone(&order);
                local.spawn_local(async move { order.borrow_mut().push(i) });
            }
            local.await;
            all.lock().unwrap().insert(order.borrow().clone());
            assert_eq!(tokio::task::spawn_blocking(|| 7).await.unwrap(), 7);
            assert_eq!(tokio::runtime::Handle::current().spawn(async { 8 }).await.unwrap(), 8);
        }
    }));
    assert_eq!(orders.lock().unwrap().len(), 2);
}

#[test]
fn watchers_are_woken_in_turn_and_in_every_other_order() {
    let body = |first: Arc<Mutex<BTreeSet<i32>>>| async move {
        let (sender, receiver) = watch::channel(0);
        let woken = Arc::new(Mutex::new(Vec::new()));
        let mut set = JoinSet::new();
        for i in 0..3 {
            let (mut receiver, woken) = (receiver.clone(), Arc::clone(&woken));
            set.spawn(async move {
                receiver.changed().await.unwrap();
                woken.lock().unwrap().push(i);
                assert_eq!(*receiver.wait_for(|n| *n == 2).await.unwrap(), 2);
                assert!(receiver.changed().await.is_err(), "the sender is gone");
            });
        }
        sleep(ms(1)).await;
        sender.send(1).unwrap();
        sleep(ms(1)).await;
        sender.send_replace(2);
        drop(sender);
        set.join_all().await;
        first.lock().unwrap().insert(woken.lock().unwrap()[0]);
    };
    let first = Arc::new(Mutex::new(BTreeSet::new()));
    let seen = Arc::clone(&first);
    passes(&clocked(move || body(Arc::clone(&seen))));
    assert_eq!(*first.lock().unwrap(), BTreeSet::from([0]));
    let seen = Arc::clone(&first);
    passes(&explored(move || body(Arc::clone(&seen))));
    assert_eq!(*first.lock().unwrap(), BTreeSet::from([0, 1, 2]));
}
