//! What the modelled parts of std do under the explorer.

use explore::{AfterMain, Config, Diagnosis, Outcome, Report, explore};
use explore_std::sync::atomic::{AtomicBool, AtomicI32, AtomicUsize, Ordering::SeqCst};
use explore_std::sync::mpsc::{self, RecvTimeoutError, TryRecvError, TrySendError};
use explore_std::sync::{
    Arc, Barrier, Condvar, LazyLock, Mutex, Once, OnceLock, RwLock, RwLockWriteGuard, TryLockError,
};
use explore_std::time::{Duration, Instant, SystemTime};
use explore_std::{collections, hint, panic, thread};
use std::collections::BTreeSet;

// ---- helpers --------------------------------------------------------------------------------------

fn config() -> Config {
    Config { schedules: 2_000, ..Config::standard() }
}

fn run(body: impl Fn() + Send + Sync + 'static) -> Report {
    explore(&config(), body)
}

#[track_caller]
fn passes(body: impl Fn() + Send + Sync + 'static) -> Report {
    let report = run(body);
    assert_eq!(report.outcome, Outcome::Passed, "{}", report.message);
    report
}

#[track_caller]
fn fails(expected: Diagnosis, body: impl Fn() + Send + Sync + 'static) -> Report {
    let report = run(body);
    assert_eq!(report.outcome, Outcome::Failed(expected), "{}", report.message);
    report
}

/// Every answer the body gives in some schedule.
#[track_caller]
fn answers<T: Ord + Send + 'static>(body: impl Fn() -> T + Send + Sync + 'static) -> BTreeSet<T> {
    let seen = std::sync::Arc::new(std::sync::Mutex::new(BTreeSet::new()));
    let into = std::sync::Arc::clone(&seen);
    passes(move || {
        let answer = body();
        into.lock().unwrap().insert(answer);
    });
    std::mem::take(&mut *seen.lock().unwrap())
}

fn set<T: Ord, const N: usize>(expected: [T; N]) -> BTreeSet<T> {
    BTreeSet::from(expected)
}

const MS: Duration = Duration::from_millis(1);

// ---- locks ----------------------------------------------------------------------------------------

#[test]
fn a_lost_update_is_found() {
    let report = fails(Diagnosis::Race, || {
        let counter = Arc::new(AtomicI32::new(0));
        let threads: Vec<_> = (0..2)
            .map(|_| {
                let counter = Arc::clone(&counter);
                thread::spawn(move || counter.store(counter.load(SeqCst) + 1, SeqCst))
            })
            .collect();
        threads.into_iter().for_each(|thread| thread.join().unwrap());
        assert_eq!(counter.load(SeqCst), 2);
    });
    let failing = report.failing.expect("a failing execution");
    let place = failing.events.iter().find(|event| event.op == "store").and_then(|event| event.place);
    assert_eq!(place.map(|place| place.file()), Some(file!()));
}

#[test]
fn a_mutex_excludes() {
    let report = passes(|| {
        let counter = Mutex::new(0);
        thread::scope(|s| {
            for _ in 0..2 {
                s.spawn(|| *counter.lock().unwrap() += 1);
            }
        });
        assert_eq!(counter.into_inner().unwrap(), 2);
    });
    assert!(report.exhaustive);
}

#[test]
fn lock_order_deadlocks() {
    let report = fails(Diagnosis::Deadlock, || {
        let (a, b) = (Mutex::new(()), Mutex::new(()));
        thread::scope(|s| {
            s.spawn(|| drop((a.lock().unwrap(), b.lock().unwrap())));
            s.spawn(|| drop((b.lock().unwrap(), a.lock().unwrap())));
        });
    });
    let failing = report.failing.expect("a failing execution");
    let blocked = &failing.failure.as_ref().expect("its failure").blocked;
    assert_eq!(blocked.iter().filter(|thread| thread.in_cycle).count(), 2);
}

#[test]
fn locking_twice_deadlocks() {
    fails(Diagnosis::Deadlock, || {
        let lock = Mutex::new(());
        let _one = lock.lock().unwrap();
        let _two = lock.lock().unwrap();
    });
}

#[test]
fn try_lock_sees_the_lock_held() {
    let seen = answers(|| {
        let lock = Mutex::new(());
        thread::scope(|s| {
            s.spawn(|| drop(lock.lock().unwrap()));
            matches!(lock.try_lock(), Err(TryLockError::WouldBlock))
        })
    });
    assert_eq!(seen, set([false, true]));
}

#[test]
fn a_panic_poisons_and_reaches_join() {
    let report = passes(|| {
        let lock = Arc::new(Mutex::new(1));
        let theirs = Arc::clone(&lock);
        let result = thread::spawn(move || {
            let mut guard = theirs.lock().unwrap();
            *guard = 2;
            panic!("on purpose");
        })
        .join();
        assert_eq!(*result.unwrap_err().downcast::<&str>().unwrap(), "on purpose");
        assert!(lock.is_poisoned());
        assert_eq!(*lock.lock().unwrap_err().into_inner(), 2);
        assert!(matches!(lock.try_lock(), Err(TryLockError::Poisoned(_))));
        lock.clear_poison();
        assert_eq!(*lock.lock().unwrap(), 2);
    });
    assert!(report.exhaustive);
}

#[test]
fn a_guard_dropped_in_a_destructor_while_unwinding_poisons_only_its_own_lock() {
    passes(|| {
        struct Uses(Arc<Mutex<i32>>);
        impl Drop for Uses {
            fn drop(&mut self) {
                // Taken and given back while unwinding: not poisoned by this.
                *self.0.lock().unwrap() += 1;
            }
        }
        let lock = Arc::new(Mutex::new(0));
        let uses = Uses(Arc::clone(&lock));
        let result = panic::catch_unwind(panic::AssertUnwindSafe(move || {
            let _uses = uses;
            panic!("on purpose");
        }));
        assert!(result.is_err());
        assert!(!thread::panicking());
        assert_eq!(*lock.lock().unwrap(), 1);
    });
}

#[test]
fn a_panic_nobody_is_given_fails() {
    fails(Diagnosis::Panicked, || {
        drop(thread::spawn(|| panic!("unseen")));
    });
}

#[test]
fn readers_share_and_a_writer_is_alone() {
    let most = answers(|| {
        let lock = RwLock::new(0);
        let inside = std::sync::atomic::AtomicUsize::new(0);
        let most = std::sync::atomic::AtomicUsize::new(0);
        thread::scope(|s| {
            for _ in 0..2 {
                s.spawn(|| {
                    let guard = lock.read().unwrap();
                    most.fetch_max(inside.fetch_add(1, SeqCst) + 1, SeqCst);
                    thread::yield_now();
                    inside.fetch_sub(1, SeqCst);
                    drop(guard);
                });
            }
            s.spawn(|| {
                let mut guard = lock.write().unwrap();
                assert_eq!(inside.load(SeqCst), 0, "a reader beside the writer");
                *guard += 1;
            });
        });
        most.into_inner()
    });
    assert_eq!(most, set([1, 2]));
}

#[test]
fn reading_twice_deadlocks_when_a_writer_waits_between() {
    fails(Diagnosis::Deadlock, || {
        let lock = RwLock::new(());
        thread::scope(|s| {
            s.spawn(|| drop(lock.write().unwrap()));
            let _one = lock.read().unwrap();
            let _two = lock.read().unwrap();
        });
    });
}

#[test]
fn no_writer_gets_in_at_a_downgrade() {
    let seen = answers(|| {
        let lock = RwLock::new(0);
        thread::scope(|s| {
            s.spawn(|| *lock.write().unwrap() += 10);
            let mut guard = lock.write().unwrap();
            *guard += 1;
            let written = *guard;
            let guard = RwLockWriteGuard::downgrade(guard);
            assert_eq!(*guard, written);
            assert!(lock.try_write().is_err());
            written
        })
    });
    assert_eq!(seen, set([1, 11]));
}

#[test]
fn only_a_writer_poisons_a_rwlock() {
    passes(|| {
        let lock = Arc::new(RwLock::new(0));
        let theirs = Arc::clone(&lock);
        let reader = thread::spawn(move || {
            let _guard = theirs.read().unwrap();
            panic!("on purpose");
        });
        assert!(reader.join().is_err());
        assert!(!lock.is_poisoned());
        let theirs = Arc::clone(&lock);
        let writer = thread::spawn(move || {
            let _guard = theirs.write().unwrap();
            panic!("on purpose");
        });
        assert!(writer.join().is_err());
        assert!(lock.read().is_err());
    });
}

// ---- condition variables --------------------------------------------------------------------------

fn handshake(waits: fn(&Mutex<bool>, &Condvar)) {
    let (lock, condvar) = (Mutex::new(false), Condvar::new());
    thread::scope(|s| {
        s.spawn(|| {
            waits(&lock, &condvar);
        });
        s.spawn(|| {
            *lock.lock().unwrap() = true;
            condvar.notify_one();
        });
    });
}

#[test]
fn if_instead_of_while_around_a_wait_is_found() {
    fails(Diagnosis::Race, || {
        handshake(|lock, condvar| {
            let mut ready = lock.lock().unwrap();
            if !*ready {
                ready = condvar.wait(ready).unwrap();
            }
            assert!(*ready, "woken for no reason");
        });
    });
}

#[test]
fn while_around_a_wait_is_right() {
    assert!(
        passes(|| handshake(|lock, condvar| {
            let mut ready = lock.lock().unwrap();
            while !*ready {
                ready = condvar.wait(ready).unwrap();
            }
        }))
        .exhaustive
    );
    passes(|| {
        handshake(|lock, condvar| {
            let ready = condvar.wait_while(lock.lock().unwrap(), |ready| !*ready).unwrap();
            assert!(*ready);
        });
    });
}

#[test]
fn a_notification_before_the_wait_is_lost() {
    fails(Diagnosis::LostWakeup, || {
        handshake(|lock, condvar| {
            let was_ready = *lock.lock().unwrap();
            if !was_ready {
                let _guard = condvar.wait(lock.lock().unwrap()).unwrap();
            }
        });
    });
}

#[test]
fn notify_one_wakes_any_waiter_and_notify_all_wakes_all() {
    let woken = answers(|| {
        let (lock, condvar) = (Mutex::new((0, 0)), Condvar::new());
        let first = Mutex::new(None);
        thread::scope(|s| {
            for id in 0..2 {
                let (lock, condvar, first) = (&lock, &condvar, &first);
                s.spawn(move || {
                    let mut guard = lock.lock().unwrap();
                    guard.0 += 1;
                    let mut guard = condvar.wait_while(guard, |(_, go)| *go == 0).unwrap();
                    guard.1 -= 1;
                    first.lock().unwrap().get_or_insert(id);
                });
            }
            loop {
                let mut guard = lock.lock().unwrap();
                if guard.0 == 2 {
                    guard.1 = 1;
                    break;
                }
                drop(guard);
                thread::yield_now();
            }
            condvar.notify_one();
            while first.lock().unwrap().is_none() {
                thread::yield_now();
            }
            lock.lock().unwrap().1 = 1;
            condvar.notify_all();
        });
        first.into_inner().unwrap()
    });
    assert_eq!(woken, set([Some(0), Some(1)]));
}

#[test]
fn a_timed_wait_ends_both_ways() {
    let seen = answers(|| {
        let (lock, condvar) = (Mutex::new(false), Condvar::new());
        thread::scope(|s| {
            s.spawn(|| {
                *lock.lock().unwrap() = true;
                condvar.notify_one();
            });
            let guard = lock.lock().unwrap();
            let (guard, result) = condvar.wait_timeout_while(guard, MS, |ready| !*ready).unwrap();
            assert_eq!(*guard, !result.timed_out());
            result.timed_out()
        })
    });
    assert_eq!(seen, set([false, true]));
}

#[test]
fn a_timed_wait_also_wakes_for_no_reason() {
    fails(Diagnosis::Race, || {
        let (lock, condvar) = (Mutex::new(()), Condvar::new());
        let (_guard, result) = condvar.wait_timeout(lock.lock().unwrap(), MS).unwrap();
        assert!(result.timed_out(), "taken for a notification");
    });
}

#[test]
fn a_timed_wait_nobody_ends_takes_its_time() {
    let report = passes(|| {
        let (lock, condvar) = (Mutex::new(()), Condvar::new());
        let start = Instant::now();
        let mut guard = lock.lock().unwrap();
        // The usual loop: what is left of the time is computed anew after each wake-up.
        while let Some(left) = (MS * 5).checked_sub(start.elapsed()) {
            guard = condvar.wait_timeout(guard, left).unwrap().0;
        }
        assert!(start.elapsed() >= MS * 5);
        assert!(start.elapsed() < MS * 6);
    });
    assert!(report.exhaustive);
}

#[test]
fn a_condvar_is_for_one_mutex() {
    let report = fails(Diagnosis::Panicked, || {
        let (one, two, condvar) = (Mutex::new(()), Mutex::new(()), Condvar::new());
        drop(condvar.wait_timeout(one.lock().unwrap(), MS));
        drop(condvar.wait_timeout(two.lock().unwrap(), MS));
    });
    assert_eq!(report.message, "attempted to use a condition variable with two mutexes");
    let failing = report.failing.expect("a failing execution");
    let place = failing.failure.expect("its failure").place.expect("its place");
    assert!(place.0.ends_with("tests/model.rs"), "{place:?}");
}

// ---- barriers, once -------------------------------------------------------------------------------

#[test]
fn a_barrier_has_one_leader() {
    passes(|| {
        let barrier = Barrier::new(2);
        let (before, leaders) = (AtomicUsize::new(0), AtomicUsize::new(0));
        thread::scope(|s| {
            for _ in 0..2 {
                s.spawn(|| {
                    before.fetch_add(1, SeqCst);
                    let leads = barrier.wait().is_leader();
                    assert_eq!(before.load(SeqCst), 2, "went on before all had arrived");
                    leaders.fetch_add(usize::from(leads), SeqCst);
                });
            }
        });
        assert_eq!(leaders.load(SeqCst), 1);
    });
}

#[test]
fn once_runs_once_and_others_wait_for_it() {
    passes(|| {
        let (once, cell) = (Once::new(), OnceLock::new());
        let runs = AtomicUsize::new(0);
        thread::scope(|s| {
            for id in 0..2 {
                let (once, cell, runs) = (&once, &cell, &runs);
                s.spawn(move || {
                    once.call_once(|| {
                        runs.fetch_add(1, SeqCst);
                    });
                    assert_eq!(runs.load(SeqCst), 1);
                    let value = *cell.get_or_init(|| id);
                    assert_eq!(cell.get(), Some(&value));
                });
            }
        });
        assert!(once.is_completed());
    });
}

#[test]
fn a_cell_being_initialised_is_seen_empty() {
    let seen = answers(|| {
        let cell = OnceLock::new();
        thread::scope(|s| {
            s.spawn(|| cell.get_or_init(|| 1));
            cell.get().copied()
        })
    });
    assert_eq!(seen, set([None, Some(1)]));
}

#[test]
fn setting_a_cell_twice_gives_the_value_back() {
    passes(|| {
        let mut cell = OnceLock::from(1);
        assert_eq!(cell.set(2), Err(2));
        assert_eq!(cell.take(), Some(1));
        assert_eq!(cell.set(3), Ok(()));
        assert_eq!(cell.wait(), &3);
        assert_eq!(cell.clone().into_inner(), Some(3));
    });
}

#[test]
fn initialising_from_within_deadlocks() {
    fails(Diagnosis::Deadlock, || {
        let cell = Arc::new(OnceLock::new());
        let inner = Arc::clone(&cell);
        cell.get_or_init(move || *inner.get_or_init(|| 1));
    });
}

#[test]
fn a_failed_once_is_poisoned() {
    passes(|| {
        let once = Once::new();
        let attempt = panic::catch_unwind(panic::AssertUnwindSafe(|| once.call_once(|| panic!("on purpose"))));
        assert!(attempt.is_err());
        let again = panic::catch_unwind(panic::AssertUnwindSafe(|| once.call_once(|| {})));
        assert_eq!(*again.unwrap_err().downcast::<String>().unwrap(), "Once instance has previously been poisoned");
        once.call_once_force(|state| assert!(state.is_poisoned()));
        assert!(once.is_completed());

        let lazy: LazyLock<i32> = LazyLock::new(|| panic!("on purpose"));
        assert!(panic::catch_unwind(panic::AssertUnwindSafe(|| *lazy)).is_err());
        let again = panic::catch_unwind(panic::AssertUnwindSafe(|| *lazy));
        assert_eq!(*again.unwrap_err().downcast::<String>().unwrap(), "LazyLock instance has previously been poisoned");
    });
}

// ---- channels -------------------------------------------------------------------------------------

#[test]
fn a_channel_ends_with_its_last_sender() {
    let report = passes(|| {
        let (tx, rx) = mpsc::channel();
        for id in 0..2 {
            let tx = tx.clone();
            thread::spawn(move || tx.send(id).unwrap());
        }
        drop(tx);
        let mut all: Vec<_> = rx.iter().collect();
        all.sort_unstable();
        assert_eq!(all, [0, 1]);
        assert_eq!(rx.try_recv(), Err(TryRecvError::Disconnected));
    });
    assert!(report.exhaustive);
}

#[test]
fn sending_to_nobody_gives_the_message_back() {
    let seen = answers(|| {
        let (tx, rx) = mpsc::sync_channel(1);
        let sender = thread::spawn(move || {
            tx.send(1)?;
            tx.send(2)
        });
        drop(rx);
        sender.join().unwrap().map_err(|error| error.0)
    });
    assert_eq!(seen, set([Err(1), Err(2)]));
}

#[test]
fn messages_nobody_receives_are_dropped() {
    passes(|| {
        let value = Arc::new(());
        let (tx, rx) = mpsc::channel();
        tx.send(Arc::clone(&value)).unwrap();
        drop(rx);
        assert_eq!(Arc::strong_count(&value), 1);
        assert!(tx.send(Arc::clone(&value)).is_err());
        assert_eq!(Arc::strong_count(&value), 1);
    });
}

#[test]
fn a_channel_without_room_hands_over() {
    passes(|| {
        let (tx, rx) = mpsc::sync_channel(0);
        let taken = Arc::new(AtomicBool::new(false));
        let theirs = Arc::clone(&taken);
        let receiver = thread::spawn(move || {
            theirs.store(true, SeqCst);
            rx.recv().unwrap()
        });
        tx.send(7).unwrap();
        assert!(taken.load(SeqCst), "sent before anybody received");
        assert_eq!(receiver.join().unwrap(), 7);
    });
    let seen = answers(|| {
        let (tx, rx) = mpsc::sync_channel(0);
        let receiver = thread::spawn(move || rx.recv());
        let sent = match tx.try_send(1) {
            Ok(()) => true,
            Err(TrySendError::Full(1)) => false,
            Err(other) => panic!("{other:?}"),
        };
        drop(tx);
        assert_eq!(receiver.join().unwrap().is_ok(), sent);
        sent
    });
    assert_eq!(seen, set([false, true]));
}

#[test]
fn a_bounded_channel_fills() {
    passes(|| {
        let (tx, rx) = mpsc::sync_channel(1);
        tx.try_send(1).unwrap();
        assert_eq!(tx.try_send(2), Err(TrySendError::Full(2)));
        thread::scope(|s| {
            s.spawn(|| tx.send(2).unwrap());
            assert_eq!((rx.recv(), rx.recv()), (Ok(1), Ok(2)));
        });
        assert_eq!(rx.try_recv(), Err(TryRecvError::Empty));
        drop(tx);
        assert_eq!(rx.try_iter().next(), None);
        assert_eq!(rx.into_iter().next(), None);
    });
}

#[test]
fn a_timed_receive_ends_in_all_ways() {
    let seen = answers(|| {
        let (tx, rx) = mpsc::channel();
        let sender = thread::spawn(move || {
            thread::yield_now();
            tx.send(1)
        });
        let first = rx.recv_timeout(MS).map_err(|error| error == RecvTimeoutError::Timeout);
        let second = rx.recv_timeout(MS).map_err(|error| error == RecvTimeoutError::Timeout);
        drop(rx);
        let _ = sender.join().unwrap();
        (first, second)
    });
    assert!(seen.contains(&(Ok(1), Err(false))), "received, then disconnected: {seen:?}");
    assert!(seen.contains(&(Err(true), Ok(1))), "timed out, then received: {seen:?}");
    assert!(!seen.contains(&(Ok(1), Ok(1))));
}

// ---- threads --------------------------------------------------------------------------------------

#[test]
fn main_may_end_before_detached_threads() {
    let ends = || {
        let (tx, rx) = mpsc::channel::<()>();
        thread::spawn(move || rx.recv());
        std::mem::forget(tx);
    };
    let killed = explore(&Config { after_main: AfterMain::Kill, ..config() }, ends);
    assert_eq!(killed.outcome, Outcome::Passed, "{}", killed.message);
    fails(Diagnosis::LeakedThread, ends);
}

#[test]
fn threads_know_who_they_are() {
    passes(|| {
        assert_eq!(thread::current().name(), Some("main"));
        let handle = thread::Builder::new()
            .name("worker".to_owned())
            .stack_size(64 * 1024)
            .spawn(|| (thread::current().id(), thread::current().name().map(str::to_owned)))
            .unwrap();
        let id = handle.thread().id();
        assert_eq!(handle.join().unwrap(), (id, Some("worker".to_owned())));
        assert_ne!(id, thread::current().id());
        assert_eq!(thread::spawn(|| thread::current().name().map(str::to_owned)).join().unwrap(), None);
        assert_eq!(thread::available_parallelism().unwrap().get(), 4);
        thread::scope(|s| {
            let builder = thread::Builder::new().name("scoped".to_owned());
            let handle = builder.spawn_scoped(s, || thread::current().name().map(str::to_owned)).unwrap();
            assert_eq!(handle.thread().name(), Some("scoped"));
            assert_eq!(handle.join().unwrap().as_deref(), Some("scoped"));
        });
    });
}

#[test]
fn a_scope_waits_and_tells_of_panics() {
    passes(|| {
        let mut numbers = [1, 2];
        let sum = thread::scope(|s| {
            let (left, right) = numbers.split_at_mut(1);
            s.spawn(move || left[0] += 10);
            let right = s.spawn(move || right[0]);
            right.join().unwrap()
        });
        assert_eq!((sum, numbers[0]), (2, 11));

        let seen = thread::scope(|s| s.spawn(|| panic!("handled")).join().is_err());
        assert!(seen);

        let unseen = panic::catch_unwind(|| {
            thread::scope(|s| {
                s.spawn(|| panic!("not handled"));
            });
        });
        assert_eq!(*unseen.unwrap_err().downcast::<&str>().unwrap(), "a scoped thread panicked");

        let own = panic::catch_unwind(|| {
            thread::scope(|s| {
                s.spawn(|| panic!("not handled"));
                panic!("the scope's own");
            })
        });
        assert_eq!(*own.unwrap_err().downcast::<&str>().unwrap(), "the scope's own");
    });
}

#[test]
fn a_finished_thread_is_seen_late_or_at_once() {
    let seen = answers(|| {
        let thread = thread::spawn(|| {});
        let finished = thread.is_finished();
        thread.join().unwrap();
        finished
    });
    assert_eq!(seen, set([false, true]));
}

#[test]
fn an_unpark_is_kept_for_the_next_park() {
    passes(|| {
        thread::current().unpark();
        thread::current().unpark();
        thread::park();
    });
    // One token, not two.
    fails(Diagnosis::LostWakeup, || {
        thread::current().unpark();
        thread::current().unpark();
        thread::park();
        thread::park();
    });
}

#[test]
fn park_wakes_for_no_reason_and_in_time() {
    fails(Diagnosis::Race, || {
        let ready = Arc::new(AtomicBool::new(false));
        let theirs = Arc::clone(&ready);
        let main = thread::current();
        let thread = thread::spawn(move || {
            theirs.store(true, SeqCst);
            main.unpark();
        });
        thread::park();
        assert!(ready.load(SeqCst));
        thread.join().unwrap();
    });
    let seen = answers(|| {
        let start = Instant::now();
        thread::park_timeout(MS);
        start.elapsed() >= MS
    });
    assert_eq!(seen, set([false, true]));
}

#[test]
fn sleeping_is_no_synchronisation() {
    fails(Diagnosis::Race, || {
        let ready = Arc::new(AtomicBool::new(false));
        let theirs = Arc::clone(&ready);
        let thread = thread::spawn(move || theirs.store(true, SeqCst));
        thread::sleep(Duration::from_secs(10));
        assert!(ready.load(SeqCst));
        thread.join().unwrap();
    });
}

// ---- time -----------------------------------------------------------------------------------------

#[test]
fn time_passes_while_all_wait() {
    let report = passes(|| {
        let (start, day) = (Instant::now(), SystemTime::now());
        assert!(start.checked_sub(Duration::from_secs(3_600)).is_some());
        thread::sleep(MS * 3);
        assert_eq!(start.elapsed().as_millis(), 3);
        assert_eq!(day.elapsed().unwrap().as_millis(), 3);
        assert!(day.duration_since(SystemTime::UNIX_EPOCH).unwrap() > Duration::from_secs(1_700_000_000));
    });
    assert!(report.exhaustive);
}

#[test]
fn watching_the_clock_ends() {
    passes(|| {
        let start = Instant::now();
        while start.elapsed() < MS * 500 {
            hint::spin_loop();
        }
        while start.elapsed() < MS * 1_000 {}
    });
}

#[test]
fn waiting_actively_for_a_sleeper_ends() {
    passes(|| {
        let ready = AtomicBool::new(false);
        thread::scope(|s| {
            s.spawn(|| {
                thread::sleep(MS * 20);
                ready.store(true, SeqCst);
            });
            while !ready.load(SeqCst) {
                thread::yield_now();
            }
        });
    });
}

// ---- atomics --------------------------------------------------------------------------------------

#[test]
fn a_weak_exchange_fails_for_no_reason() {
    let seen = answers(|| AtomicUsize::new(0).compare_exchange_weak(0, 1, SeqCst, SeqCst));
    assert_eq!(seen, set([Ok(0), Err(0)]));
    let seen = answers(|| AtomicUsize::new(0).compare_exchange(0, 1, SeqCst, SeqCst));
    assert_eq!(seen, set([Ok(0)]));
    passes(|| assert_eq!(AtomicUsize::new(1).fetch_update(SeqCst, SeqCst, |n| n.checked_add(1)), Ok(1)));
}

#[test]
fn orderings_std_refuses_are_refused() {
    use explore_std::sync::atomic::Ordering::{AcqRel, Acquire, Relaxed, Release};
    use explore_std::sync::atomic::{compiler_fence, fence};
    passes(|| {
        let refused = |f: &dyn Fn()| {
            let payload = panic::catch_unwind(panic::AssertUnwindSafe(f)).unwrap_err();
            *payload.downcast::<&str>().unwrap()
        };
        let atomic = AtomicUsize::new(0);
        for (order, message) in [(Release, "a release load"), (AcqRel, "an acquire-release load")] {
            assert_eq!(refused(&|| _ = atomic.load(order)), format!("there is no such thing as {message}"));
        }
        for (order, message) in [(Acquire, "an acquire store"), (AcqRel, "an acquire-release store")] {
            assert_eq!(refused(&|| atomic.store(0, order)), format!("there is no such thing as {message}"));
        }
        for order in [Release, AcqRel] {
            assert!(refused(&|| _ = atomic.compare_exchange(0, 1, SeqCst, order)).ends_with("failure ordering"));
        }
        assert_eq!(refused(&|| fence(Relaxed)), "there is no such thing as a relaxed fence");
        assert_eq!(refused(&|| compiler_fence(Relaxed)), "there is no such thing as a relaxed fence");
    });
}

#[test]
fn weak_orderings_are_noted() {
    use explore_std::sync::atomic::Ordering::Relaxed;
    assert!(passes(|| _ = AtomicUsize::new(0).load(Relaxed)).weak_orderings);
    assert!(!passes(|| _ = AtomicUsize::new(0).load(SeqCst)).weak_orderings);
}

#[test]
fn traces_tell_values() {
    let report = fails(Diagnosis::WrongResult, || {
        let atomic = AtomicUsize::new(3);
        atomic.fetch_add(1, SeqCst);
        let _ = atomic.compare_exchange(9, 1, SeqCst, SeqCst);
        atomic.store(5, SeqCst);
        assert_eq!(atomic.load(SeqCst), 0);
    });
    let failing = report.failing.expect("a failing execution");
    let values: Vec<_> = failing.events.iter().filter_map(|event| event.value.as_deref()).collect();
    assert_eq!(values, ["3 → 4", "failed, is 4", "5", "5"]);
}

// ---- statics --------------------------------------------------------------------------------------

#[test]
fn statics_are_as_at_program_start_in_every_schedule() {
    static LIST: Mutex<Vec<i32>> = Mutex::new(Vec::new());
    static MAP: RwLock<Option<collections::BTreeMap<i32, String>>> = RwLock::new(None);
    static COUNT: AtomicUsize = AtomicUsize::new(40);
    static FLAGS: [AtomicBool; 3] = [const { AtomicBool::new(true) }; 3];
    static CELL: OnceLock<Vec<i32>> = OnceLock::new();
    static LAZY: LazyLock<Mutex<Vec<i32>>> = LazyLock::new(|| Mutex::new(vec![7]));
    static ONCE: Once = Once::new();
    static MET: Barrier = Barrier::new(2);
    static CHANGED: Condvar = Condvar::new();
    // A lock put into static memory at run time: its first value is not a compile-time one.
    static INNER: Mutex<Option<Mutex<Vec<i32>>>> = Mutex::new(None);
    static INNER_CELL: Mutex<Option<OnceLock<Vec<i32>>>> = Mutex::new(None);
    static NESTED: Mutex<Mutex<AtomicUsize>> = Mutex::new(Mutex::new(AtomicUsize::new(1)));

    let report = passes(|| {
        assert!(LIST.lock().unwrap().is_empty());
        LIST.lock().unwrap().extend([1, 2, 3]);
        assert!(MAP.read().unwrap().is_none());
        MAP.write().unwrap().get_or_insert_default().insert(1, "one".to_owned());
        assert_eq!(COUNT.fetch_add(2, SeqCst), 40);
        assert!(FLAGS[1].swap(false, SeqCst));
        assert!(CELL.get().is_none());
        assert_eq!(CELL.get_or_init(|| vec![1]).len(), 1);
        LAZY.lock().unwrap().push(8);
        assert_eq!(*LAZY.lock().unwrap(), [7, 8]);
        assert!(!ONCE.is_completed());
        ONCE.call_once(|| {});
        let poisoning = thread::spawn(|| {
            MET.wait();
            let _guard = INNER_CELL.lock();
            panic!("on purpose");
        });
        MET.wait();
        assert!(poisoning.join().is_err());
        assert!(INNER_CELL.is_poisoned());
        INNER_CELL.clear_poison();

        let mut inner = INNER.lock().unwrap();
        assert!(inner.is_none());
        *inner = Some(Mutex::new(vec![1, 2]));
        let list = inner.as_ref().unwrap();
        list.lock().unwrap().push(3);
        assert_eq!(*list.lock().unwrap(), [1, 2, 3]);

        let mut cell = INNER_CELL.lock().unwrap();
        assert!(cell.is_none());
        *cell = Some(OnceLock::from(vec![4]));
        assert_eq!(cell.as_ref().unwrap().get(), Some(&vec![4]));

        let nested = NESTED.lock().unwrap();
        assert_eq!(nested.lock().unwrap().fetch_add(1, SeqCst), 1);

        let waiting = LIST.lock().unwrap();
        assert_eq!(CHANGED.wait_timeout(waiting, MS).unwrap().0.len(), 3);
    });
    assert!(report.schedules > 10, "{}", report.schedules);
}

#[test]
fn a_poisoned_static_is_whole_again() {
    static LOCK: Mutex<i32> = Mutex::new(1);
    passes(|| {
        assert_eq!(*LOCK.lock().unwrap(), 1);
        let thread = thread::spawn(|| {
            *LOCK.lock().unwrap() = 2;
            let _guard = LOCK.lock();
            panic!("on purpose");
        });
        assert!(thread.join().is_err());
        assert!(LOCK.lock().is_err());
    });
}

// ---- thread-locals --------------------------------------------------------------------------------

/// Writes its name when it is destroyed.
struct Named(&'static str, Arc<Mutex<Vec<&'static str>>>);

impl Drop for Named {
    fn drop(&mut self) {
        self.1.lock().unwrap().push(self.0);
    }
}

explore_std::thread_local! {
    static FIRST: std::cell::RefCell<Option<Named>> = const { std::cell::RefCell::new(None) };
    static SECOND: std::cell::RefCell<Option<Named>> = std::cell::RefCell::new(None);
    static NUMBER: std::cell::Cell<i32> = const { std::cell::Cell::new(1) };
    static LATE: LooksBack = const { LooksBack };
}

/// Uses other thread-locals while it is destroyed.
struct LooksBack;

impl Drop for LooksBack {
    fn drop(&mut self) {
        assert_eq!(NUMBER.get(), 2);
        assert!(LATE.try_with(|_| ()).is_err());
        FIRST.with_borrow(|first| assert!(first.is_some(), "initialised before, destroyed after"));
    }
}

#[test]
fn thread_locals_are_each_threads_own_and_end_before_join_returns() {
    passes(|| {
        let log = Arc::new(Mutex::new(Vec::new()));
        NUMBER.set(5);
        let theirs = Arc::clone(&log);
        thread::spawn(move || {
            assert_eq!(NUMBER.replace(2), 1);
            FIRST.set(Some(Named("first", Arc::clone(&theirs))));
            SECOND.with_borrow_mut(|second| *second = Some(Named("second", theirs)));
            LATE.with(|_| ());
        })
        .join()
        .unwrap();
        assert_eq!(*log.lock().unwrap(), ["second", "first"]);
        assert_eq!(NUMBER.take(), 5);
        assert_eq!(NUMBER.get(), 0);
    });
}

#[test]
fn the_main_threads_locals_end_too() {
    use std::sync::atomic::AtomicU64;
    static BEGUN: AtomicU64 = AtomicU64::new(0);
    static ENDED: AtomicU64 = AtomicU64::new(0);
    struct Counts;
    impl Drop for Counts {
        fn drop(&mut self) {
            // Still within the execution.
            assert_eq!(thread::current().name(), Some("main"));
            ENDED.fetch_add(1, SeqCst);
        }
    }
    explore_std::thread_local! {
        static COUNTS: Counts = const { Counts };
    }
    passes(|| {
        BEGUN.fetch_add(1, SeqCst);
        COUNTS.with(|_| ());
        thread::spawn(|| {}).join().unwrap();
    });
    assert!(ENDED.load(SeqCst) > 0);
    assert_eq!(ENDED.load(SeqCst), BEGUN.load(SeqCst));
}

// ---- the rest -------------------------------------------------------------------------------------

#[test]
fn a_hash_map_has_the_same_order_in_every_schedule() {
    let orders = answers(|| {
        let map: collections::HashMap<_, _> = (0..50).map(|n| (n, n * n)).collect();
        let set: collections::HashSet<_> = thread::spawn(|| (0..50).collect()).join().unwrap();
        (map.into_keys().collect::<Vec<_>>(), set.into_iter().collect::<Vec<i32>>())
    });
    assert_eq!(orders.len(), 1);
}

#[test]
fn what_the_failing_schedule_prints_is_kept() {
    let report = fails(Diagnosis::WrongResult, || {
        use explore_std::io::{BufRead, IsTerminal, Write, stdin, stdout};
        explore_std::println!("one {}", 1);
        explore_std::print!("two");
        explore_std::println!();
        writeln!(stdout().lock(), "three").unwrap();
        explore_std::eprintln!("four");
        assert_eq!(explore_std::dbg!(2 + 2), 4);
        assert_eq!(stdin().lock().lines().count(), 0);
        assert!(!stdout().is_terminal());
        assert_eq!(1, 2);
    });
    let output = report.failing.expect("a failing execution").output;
    assert!(output.starts_with("one 1\ntwo\nthree\nfour\n["), "{output}");
    assert!(output.contains("] 2 + 2 = 4\n"), "{output}");
}

#[test]
fn a_locked_stream_keeps_others_waiting() {
    fails(Diagnosis::Deadlock, || {
        let held = explore_std::io::stdout().lock();
        explore_std::println!("the holder prints");
        thread::spawn(|| explore_std::println!("another waits")).join().unwrap();
        drop(held);
    });
}

#[test]
fn hooks_are_harmless() {
    passes(|| {
        panic::set_hook(Box::new(|_| unreachable!("forgotten")));
        assert!(panic::catch_unwind(|| panic!("on purpose")).is_err());
        drop(panic::take_hook());
        let resumed = panic::catch_unwind(|| panic::resume_unwind(Box::new(5)));
        assert_eq!(*resumed.unwrap_err().downcast::<i32>().unwrap(), 5);
    });
}
