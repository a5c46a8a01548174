//! The stand-in against real tokio: the same program on both, where they agree and where they do not.
//!
//! Each `program!` is compiled twice. Where the results differ, the difference is one of those listed
//! in the crate's documentation, and the test holds both to what they do today.

use explore::{Config, Diagnosis, Outcome};
use std::future::Future;
use std::sync::{Arc, Mutex};

/// Compiles the functions once against real tokio and once against the stand-in.
macro_rules! program {
    ($($item:item)*) => {
        mod real {
            #[allow(unused_imports)]
            use super::*;
            #[allow(unused_imports)]
            use ::tokio;
            $($item)*
        }
        mod stand_in {
            #[allow(unused_imports)]
            use super::*;
            #[allow(unused_imports)]
            use ::explore_tokio as tokio;
            $($item)*
        }
    };
}

/// What a program returns on real tokio: one thread, its clock paused.
fn on_tokio<T, F: Future<Output = T>>(program: impl FnOnce() -> F) -> T {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_time().start_paused(true).build().unwrap();
    runtime.block_on(program())
}

/// What it returns on the stand-in, in tokio's own order of tasks.
fn on_stand_in<T: Send + 'static, F: Future<Output = T> + 'static>(program: fn() -> F) -> T {
    let result = Arc::new(Mutex::new(None));
    let slot = Arc::clone(&result);
    let report = explore::explore(&Config { schedules: 1, ..Config::standard() }, move || {
        let slot = Arc::clone(&slot);
        explore_tokio::harness::clock(|| {
            let slot = Arc::clone(&slot);
            async move { *slot.lock().unwrap() = Some(program().await) }
        });
    });
    assert_eq!(report.outcome, Outcome::Passed, "{}", report.message);
    result.lock().unwrap().take().expect("the program has run")
}

/// The verdict on it under the explorer.
fn explored<F: Future<Output = ()> + 'static>(program: fn() -> F) -> (Outcome, String) {
    let report = explore::explore(&Config::standard(), move || explore_tokio::harness::explore(program));
    (report.outcome, report.message)
}

mod order_and_time {
    use super::*;

    program! {
        /// Spawning, joining, cancelling, channels and timers, with everything that can be observed.
        pub async fn log() -> Vec<String> {
            use tokio::time::{Duration, Instant, sleep, timeout};
            let start = Instant::now();
            let log = Arc::new(Mutex::new(Vec::new()));
            let say = |what: String| log.lock().unwrap().push(format!("{} {what}", start.elapsed().as_millis()));
            let (sender, mut receiver) = tokio::sync::mpsc::channel(1);
            let mut set = tokio::task::JoinSet::new();
            for i in 0..4_u64 {
                let sender = sender.clone();
                set.spawn(async move {
                    sleep(Duration::from_micros(1_500 * (i % 2))).await;
                    sender.send(i).await.unwrap();
                    tokio::task::yield_now().await;
                    i
                });
            }
            drop(sender);
            while let Some(i) = receiver.recv().await {
                say(format!("received {i}"));
            }
            while let Some(joined) = set.join_next().await {
                say(format!("joined {}", joined.unwrap()));
            }
            let task = tokio::spawn(std::future::pending::<()>());
            say(format!("timed out: {}", timeout(Duration::from_millis(5), std::future::pending::<()>()).await.is_err()));
            task.abort();
            say(format!("ended at once: {}", task.is_finished()));
            say(format!("cancelled: {}", task.await.unwrap_err().is_cancelled()));
            let error = tokio::spawn(async { std::panic::resume_unwind(Box::new(7)) }).await.unwrap_err();
            say(format!("panicked with: {}", error.into_panic().downcast_ref::<i32>().unwrap()));
            let joined = tokio::join!(async { 1 }, async { 2 });
            let tried: Result<(i32, i32), &str> = tokio::try_join!(async { Ok(1) }, async { Err("no") });
            say(format!("{joined:?} {tried:?}"));
            let locals = tokio::task::LocalSet::new();
            let shared = std::rc::Rc::new(5);
            let copy = std::rc::Rc::clone(&shared);
            say(format!("local: {}", locals.run_until(async { tokio::task::spawn_local(async move { *copy }).await.unwrap() }).await));
            let (mut near, mut far) = tokio::io::duplex(8);
            use tokio::io::{AsyncReadExt, AsyncWriteExt};
            near.write_all(b"hello").await.unwrap();
            drop(near);
            let mut text = String::new();
            far.read_to_string(&mut text).await.unwrap();
            say(text);
            Arc::into_inner(log).expect("nobody else has it").into_inner().unwrap()
        }
    }

    #[test]
    fn a_program_does_the_same_on_both() {
        let seen = on_stand_in(stand_in::log);
        assert_eq!(seen, on_tokio(real::log));
        assert!(seen.contains(&"2 received 3".to_owned()), "{seen:?}");
    }
}

mod choices {
    use super::*;

    program! {
        pub async fn ready_branches() -> Vec<i32> {
            let mut seen = Vec::new();
            for _ in 0..64 {
                seen.push(tokio::select! {
                    () = async {} => 0,
                    () = async {} => 1,
                });
            }
            seen
        }

        pub async fn biased() -> i32 {
            tokio::select! {
                biased;
                _ = async {}, if false => 0,
                Some(n) = async { None } => n,
                () = async {} => 2,
                else => 3,
            }
        }

        pub async fn nothing_is_ready() -> i32 {
            tokio::select! {
                Some(n) = async { None::<i32> } => n,
                () = async {}, if false => 1,
                else => 3,
            }
        }
    }

    #[test]
    fn select_starts_at_the_first_branch_and_not_at_random() {
        assert_eq!(on_stand_in(stand_in::ready_branches), [0; 64]);
        let real = on_tokio(real::ready_branches);
        // One of 2⁶³ runs of tokio's would take the same branch 64 times.
        assert!(real.contains(&0) && real.contains(&1), "{real:?}");
        assert_eq!((on_stand_in(stand_in::biased), on_tokio(real::biased)), (2, 2));
        assert_eq!((on_stand_in(stand_in::nothing_is_ready), on_tokio(real::nothing_is_ready)), (3, 3));
    }
}

mod watching_order {
    use super::*;

    program! {
        /// The order in which twelve tasks that watch one channel learn of a change.
        pub async fn watchers() -> Vec<i32> {
            let (sender, receiver) = tokio::sync::watch::channel(0);
            let woken = Arc::new(Mutex::new(Vec::new()));
            let mut set = tokio::task::JoinSet::new();
            for i in 0..12 {
                let (mut receiver, woken) = (receiver.clone(), Arc::clone(&woken));
                set.spawn(async move {
                    receiver.changed().await.unwrap();
                    woken.lock().unwrap().push(i);
                });
            }
            tokio::time::sleep(tokio::time::Duration::from_millis(1)).await;
            sender.send(1).unwrap();
            set.join_all().await;
            Arc::into_inner(woken).expect("every task has ended").into_inner().unwrap()
        }
    }

    #[test]
    fn watchers_are_woken_in_turn_and_not_at_random() {
        let in_turn: Vec<i32> = (0..12).collect();
        assert_eq!(on_stand_in(stand_in::watchers), in_turn);
        let mut real = on_tokio(real::watchers);
        real.sort_unstable();
        assert_eq!(real, in_turn, "in whatever order");
    }
}

mod watching {
    use super::*;

    program! {
        /// Everything a `watch` channel answers, apart from who is woken first.
        pub async fn watch_api() -> Vec<String> {
            let (sender, mut receiver) = tokio::sync::watch::channel(1);
            let mut seen = Vec::new();
            let mut say = |what: String| seen.push(what);
            say(format!("{:?} {}", receiver.has_changed().unwrap(), *receiver.borrow()));
            receiver.mark_changed();
            say(format!("{:?}", receiver.has_changed().unwrap()));
            receiver.changed().await.unwrap();
            say(format!("{}", sender.send_if_modified(|_| false)));
            sender.send_modify(|n| *n += 1);
            say(format!("{}", receiver.borrow().has_changed()));
            say(format!("{}", *receiver.borrow_and_update()));
            say(format!("{} {}", sender.send_replace(5), *sender.borrow()));
            say(format!("{}", *receiver.wait_for(|n| *n == 5).await.unwrap()));
            let other = sender.subscribe();
            say(format!("{} {} {}", sender.receiver_count(), sender.sender_count(), receiver.same_channel(&other)));
            drop(other);
            sender.send(6).unwrap();
            let second = sender.clone();
            say(format!("{}", second.same_channel(&sender)));
            drop((sender, second));
            say(format!("{:?}", receiver.has_changed().is_err()));
            say(format!("{:?}", receiver.changed().await.is_ok()));
            say(format!("{:?}", receiver.changed().await.is_err()));
            say(format!("{:?}", receiver.wait_for(|n| *n == 7).await.is_err()));
            let (sender, receiver) = tokio::sync::watch::channel(());
            drop(receiver);
            sender.closed().await;
            say(format!("{} {}", sender.is_closed(), sender.send(()).is_err()));
            seen
        }
    }

    #[test]
    fn a_watch_channel_answers_the_same_on_both() {
        assert_eq!(on_stand_in(stand_in::watch_api), on_tokio(real::watch_api));
    }
}

mod blocking {
    use super::*;

    program! {
        pub async fn on_its_own_thread() -> bool {
            let here = std::thread::current().id();
            tokio::task::spawn_blocking(move || std::thread::current().id() != here).await.unwrap()
        }

        pub async fn waits_for_a_task() -> Option<i32> {
            let (sender, mut receiver) = tokio::sync::mpsc::channel(1);
            let waits = tokio::task::spawn_blocking(move || receiver.blocking_recv());
            sender.send(1).await.unwrap();
            waits.await.ok().flatten()
        }
    }

    #[test]
    fn a_blocking_closure_runs_between_the_tasks() {
        assert!(!on_stand_in(stand_in::on_its_own_thread));
        assert!(on_tokio(real::on_its_own_thread));
        assert_eq!(on_stand_in(stand_in::waits_for_a_task), None, "it panics instead of waiting");
        assert_eq!(on_tokio(real::waits_for_a_task), Some(1));
    }
}

mod forgotten_panics {
    use super::*;

    program! {
        pub async fn nobody_joins() {
            // Thrown without the hook, so that real tokio prints nothing here.
            drop(tokio::spawn(async { std::panic::resume_unwind(Box::new("lost")) }));
            tokio::task::yield_now().await;
        }
    }

    #[test]
    fn a_panic_nobody_sees_fails_the_check() {
        on_tokio(real::nobody_joins);
        let (outcome, message) = explored(stand_in::nobody_joins);
        assert_eq!(outcome, Outcome::Failed(Diagnosis::Panicked), "{message}");
    }
}

mod time_under_load {
    use super::*;

    program! {
        /// Yields until time has passed, or 5,000 times.
        pub async fn yields_until_time_passes() -> bool {
            let start = tokio::time::Instant::now();
            for _ in 0..5_000 {
                if !start.elapsed().is_zero() {
                    return true;
                }
                tokio::task::yield_now().await;
            }
            false
        }
    }

    #[test]
    fn a_busy_task_sees_the_paused_clock_move() {
        assert!(on_stand_in(stand_in::yields_until_time_passes));
        assert!(!on_tokio(real::yields_until_time_passes));
    }
}

#[test]
fn outside_a_check_it_is_plain_tokio() {
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_time().build().unwrap();
    let sum: i32 = runtime.block_on(async {
        let set: explore_tokio::task::JoinSet<i32> = (0..10).map(|i| async move { i }).collect();
        let handle = explore_tokio::runtime::Handle::current();
        set.join_all().await.into_iter().sum::<i32>() + handle.spawn(async { 1 }).await.unwrap()
    });
    assert_eq!(sum, 46);
}
