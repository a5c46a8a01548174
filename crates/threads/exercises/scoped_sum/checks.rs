//! Checks of `threads/scoped_sum`: the sum, the threads, their shares, a panic.

use exercise::scoped_sum;
use explore::Diagnosis;
use explore::harness::{fail, settle, threads_alive, threads_started};
use std::panic::{self, AssertUnwindSafe};
use std::sync::{Arc, Condvar, Mutex};
use std::thread::{self, Builder, ThreadId};

/// Neither `Clone` nor `Copy`: the slice is borrowed.
struct Item(u64);

fn stock(length: usize) -> Vec<Item> {
    (1..=length as u64).map(Item).collect()
}

/// 1 + 2 + … + `length`, added up by one thread.
fn expected(length: usize) -> u64 {
    (1..=length as u64).sum()
}

pub fn the_sum_is_right() {
    for (length, threads) in [(4, 2), (5, 2), (1, 1), (3, 2), (2, 3)] {
        let items = stock(length);
        let sum = scoped_sum(&items, threads, |item| item.0);
        assert_eq!(sum, expected(length), "the sum of 1 to {length}, with {threads} threads");
    }
}

pub fn nothing_to_add_and_nobody_to_add() {
    assert_eq!(scoped_sum(&stock(0), 2, |item| item.0), 0, "the sum of no items");
    assert_eq!(threads_started(), 0, "threads started for no items");
    for length in [2, 0] {
        let asked = panic::catch_unwind(AssertUnwindSafe(|| scoped_sum(&stock(length), 0, |item| item.0)));
        assert!(asked.is_err(), "scoped_sum() of {length} items with 0 threads: expected a panic, got {asked:?}");
    }
}

pub fn as_many_threads_as_asked_for() {
    for (length, threads) in [(3, 1), (3, 2), (3, 3), (2, 3)] {
        let before = threads_started();
        let sum = scoped_sum(&stock(length), threads, |item| item.0);
        let started = threads_started() - before;
        assert_eq!(sum, expected(length), "the sum of 1 to {length}, with {threads} threads");
        assert_eq!(started, threads.min(length), "threads started for {length} items and at most {threads} threads");
    }
}

pub fn all_at_the_same_time() {
    // Every item keeps its thread until the gate is open.
    let scene = Arc::new((Mutex::new((0, false)), Condvar::new()));
    let caller = Builder::new()
        .name("caller".to_owned())
        .spawn({
            let scene = Arc::clone(&scene);
            move || {
                scoped_sum(&stock(2), 2, |item| {
                    let mut state = scene.0.lock().expect("nobody panics at the gate");
                    state.0 += 1;
                    drop(scene.1.wait_while(state, |state| !state.1).expect("nobody panics at the gate"));
                    item.0
                })
            }
        })
        .expect("a thread can be started");
    settle();
    let mut state = scene.0.lock().expect("nobody panics at the gate");
    let working = state.0;
    if working < 2 {
        drop(state);
        fail(
            Diagnosis::NotConcurrent,
            format!(
                "two items, two threads, and every item takes a while: expected both to be worked on, {working} was"
            ),
        );
    }
    state.1 = true;
    drop(state);
    scene.1.notify_all();
    assert_eq!(caller.join().expect("scoped_sum() does not panic"), 3, "the sum of 1 and 2");
}

pub fn shares_are_fair() {
    for (length, threads, fair) in [(4, 2, &[2, 2][..]), (5, 2, &[2, 3]), (5, 4, &[1, 1, 1, 2]), (5, 3, &[1, 2, 2])] {
        let items = stock(length);
        let calls = Mutex::new(Vec::new());
        scoped_sum(&items, threads, |item| {
            calls.lock().expect("nobody panics").push((item.0, thread::current().id()));
            item.0
        });
        judge_shares(calls.into_inner().expect("nobody panics"), threads, fair);
    }
}

/// Compares the sizes of the shares with `fair`, in ascending order, and looks for shares with holes.
fn judge_shares(mut calls: Vec<(u64, ThreadId)>, threads: usize, fair: &[usize]) {
    calls.sort_by_key(|&(item, _)| item);
    let length = fair.iter().sum::<usize>();
    let items: Vec<u64> = calls.iter().map(|&(item, _)| item).collect();
    assert_eq!(
        items,
        (1..=length as u64).collect::<Vec<_>>(),
        "the items 1 to {length}, each once, are what value() is called with",
    );
    let caller = thread::current().id();
    assert!(calls.iter().all(|&(_, thread)| thread != caller), "value() was called on the caller's own thread");
    let runs: Vec<&[(u64, ThreadId)]> = calls.chunk_by(|one, next| one.1 == next.1).collect();
    let sizes: Vec<usize> = runs.iter().map(|run| run.len()).collect();
    let mut sorted = sizes.clone();
    sorted.sort_unstable();
    assert_eq!(
        sorted, fair,
        "the shares of {length} items for {threads} threads, smallest first; along the slice they were {sizes:?}",
    );
    let mut owners: Vec<ThreadId> = Vec::new();
    for run in runs {
        assert!(!owners.contains(&run[0].1), "a thread's share has a hole: it worked on items that are no neighbours");
        owners.push(run[0].1);
    }
}

pub fn no_part_is_lost() {
    assert_eq!(scoped_sum(&stock(2), 2, |item| item.0), 3, "the sum of 1 and 2, with 2 threads");
    assert_eq!(threads_alive(), 0, "threads still alive when scoped_sum() returned");
}

pub fn a_panic_is_heard() {
    let items = stock(2);
    for unlucky in [1, 2] {
        let asked = panic::catch_unwind(AssertUnwindSafe(|| {
            scoped_sum(&items, 2, |item| {
                assert!(item.0 != unlucky, "item {unlucky} has no value");
                item.0
            })
        }));
        assert!(asked.is_err(), "value() panicked for item {unlucky}: expected a panic of scoped_sum(), got {asked:?}");
    }
}
