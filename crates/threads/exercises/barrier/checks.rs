//! Checks of `threads/barrier`: nobody early, nobody left behind, one leader a round, rounds apart.

use exercise::Barrier;
use explore::harness::settle;
use std::panic;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering::SeqCst};
use std::thread::{Builder, JoinHandle};

/// Starts a thread whose name a trace can show.
fn start<T: Send + 'static>(
    name: &str,
    barrier: &Arc<Barrier>,
    work: impl FnOnce(&Barrier) -> T + Send + 'static,
) -> JoinHandle<T> {
    let barrier = Arc::clone(barrier);
    Builder::new().name(name.to_owned()).spawn(move || work(&barrier)).expect("a thread can be started")
}

/// What a thread returned.
fn join<T>(thread: JoinHandle<T>) -> T {
    thread.join().expect("no call panics")
}

pub fn a_barrier_for_one() {
    let barrier = Barrier::new(1);
    for round in 1..=3 {
        assert!(barrier.wait(), "wait() at a barrier for one, round {round}: expected true, its only caller leads");
    }
    let refused = panic::catch_unwind(|| Barrier::new(0)).is_err();
    assert!(refused, "new(0) must panic: expected a panic, got a barrier");
}

pub fn nobody_passes_before_the_last() {
    let barrier = Arc::new(Barrier::new(3));
    let arrived = Arc::new(AtomicUsize::new(0));
    let meet = |barrier: &Barrier, arrived: &AtomicUsize| {
        arrived.fetch_add(1, SeqCst);
        barrier.wait();
        let arrived = arrived.load(SeqCst);
        assert_eq!(arrived, 3, "a thread passed a barrier for three; threads that had come to it");
    };
    let others = ["first", "second"].map(|name| {
        let arrived = Arc::clone(&arrived);
        start(name, &barrier, move |barrier| meet(barrier, &arrived))
    });
    meet(&barrier, &arrived);
    others.into_iter().for_each(join);
}

pub fn one_leader_each_round() {
    // One round of three, so that two have to be woken.
    let barrier = Arc::new(Barrier::new(3));
    let others = ["first", "second"].map(|name| start(name, &barrier, Barrier::wait));
    let mine = barrier.wait();
    let leaders = others.map(join).into_iter().filter(|leads| *leads).count() + usize::from(mine);
    assert_eq!(leaders, 1, "how many of three threads wait() made the leader");

    // Two rounds of two.
    let barrier = Arc::new(Barrier::new(2));
    let other = start("other", &barrier, |barrier| [barrier.wait(), barrier.wait()]);
    let mine = [barrier.wait(), barrier.wait()];
    let others = join(other);
    for round in 0..2 {
        let leaders = usize::from(mine[round]) + usize::from(others[round]);
        assert_eq!(leaders, 1, "how many of two threads wait() made the leader of round {}", round + 1);
    }
}

pub fn rounds_do_not_mix() {
    let barrier = Arc::new(Barrier::new(2));
    let finished = Arc::new([AtomicUsize::new(0), AtomicUsize::new(0)]);
    let work = |barrier: &Barrier, finished: &[AtomicUsize; 2]| {
        for (index, step) in finished.iter().enumerate() {
            step.fetch_add(1, SeqCst);
            barrier.wait();
            let threads = step.load(SeqCst);
            assert_eq!(
                threads,
                2,
                "a thread passed the barrier for two in round {}; threads that had finished it",
                index + 1
            );
        }
    };
    let other = start("other", &barrier, {
        let finished = Arc::clone(&finished);
        move |barrier| work(barrier, &finished)
    });
    work(&barrier, &finished);
    join(other);
}

pub fn more_threads_than_parties() {
    let barrier = Arc::new(Barrier::new(2));
    let threads = ["first", "second", "third"].map(|name| start(name, &barrier, Barrier::wait));
    let mine = barrier.wait();
    let leaders = threads.map(join).into_iter().filter(|leads| *leads).count() + usize::from(mine);
    assert_eq!(leaders, 2, "how many of four threads that met in pairs wait() made a leader");
}

pub fn waiting_is_sleeping() {
    // `settle` returns when everybody else sleeps. A thread that asks again and again never does.
    let barrier = Arc::new(Barrier::new(3));
    let passed = Arc::new(AtomicUsize::new(0));
    let others = ["first", "second"].map(|name| {
        let passed = Arc::clone(&passed);
        start(name, &barrier, move |barrier| {
            barrier.wait();
            passed.fetch_add(1, SeqCst);
        })
    });
    settle();
    assert_eq!(passed.load(SeqCst), 0, "two threads came to a barrier for three; threads that passed it");
    barrier.wait();
    others.into_iter().for_each(join);
}
