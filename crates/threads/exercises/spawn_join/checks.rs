//! Checks of `threads/spawn_join`: order, running at the same time, nobody left, panics carried over.

use exercise::run_all;
use explore::Diagnosis;
use explore::harness::{fail, settle, threads_alive, threads_started};
use std::panic::{self, AssertUnwindSafe};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Condvar, Mutex};
use std::thread::{self, Builder, ThreadId};

/// A task of any kind, so that one list can hold different ones.
type Task<T> = Box<dyn FnOnce() -> T + Send>;

/// Neither `Clone` nor `Copy`: results are moved.
#[derive(Debug, PartialEq)]
struct Figure(u32);

/// A gate that holds tasks up until it is opened.
#[derive(Clone, Default)]
struct Gate(Arc<(Mutex<bool>, Condvar)>);

impl Gate {
    fn wait(&self) {
        let open = self.0.0.lock().expect("nobody panics at the gate");
        drop(self.0.1.wait_while(open, |open| !*open).expect("nobody panics at the gate"));
    }

    fn open(&self) {
        *self.0.0.lock().expect("nobody panics at the gate") = true;
        self.0.1.notify_all();
    }
}

/// The value with which `run_all(tasks)` panics.
fn payload_of<T: Send + 'static>(tasks: Vec<Task<T>>) -> Box<dyn std::any::Any + Send> {
    match panic::catch_unwind(AssertUnwindSafe(|| run_all(tasks))) {
        Ok(results) => {
            panic!("a task panicked, and run_all() returned {} results as if nothing had happened", results.len())
        }
        Err(payload) => payload,
    }
}

pub fn results_in_order() {
    let none: Vec<fn() -> Figure> = Vec::new();
    assert_eq!(run_all(none), [], "run_all() of no tasks");
    assert_eq!(threads_started(), 0, "threads started for no tasks");

    let tasks: Vec<_> = (1..=3).map(|number| move || Figure(number)).collect();
    assert_eq!(run_all(tasks), [Figure(1), Figure(2), Figure(3)], "the results of three tasks");
}

pub fn all_at_the_same_time() {
    let (gate, begun) = (Gate::default(), Arc::new(AtomicUsize::new(0)));
    let tasks: Vec<_> = (0..2)
        .map(|_| {
            let (gate, begun) = (gate.clone(), Arc::clone(&begun));
            move || {
                begun.fetch_add(1, Ordering::SeqCst);
                gate.wait();
                thread::current().id()
            }
        })
        .collect();
    let caller = Builder::new()
        .name("caller".to_owned())
        .spawn(move || (thread::current().id(), run_all(tasks)))
        .expect("a thread can be started");
    settle();
    let begun = begun.load(Ordering::SeqCst);
    if begun < 2 {
        fail(
            Diagnosis::NotConcurrent,
            format!("two tasks were given, each waits for something; expected both to have begun, {begun} had"),
        );
    }
    gate.open();
    let (caller, threads): (ThreadId, Vec<ThreadId>) = caller.join().expect("run_all() does not panic");
    assert!(
        threads[0] != threads[1] && !threads.contains(&caller),
        "each task runs on a thread of its own: expected three different threads, \
         got {caller:?} for the caller and {threads:?} for the tasks",
    );
}

pub fn no_thread_is_left() {
    let results = run_all(vec![|| 1, || 2]);
    let left = threads_alive();
    assert_eq!(results, [1, 2], "the results of two tasks");
    assert_eq!(left, 0, "threads still alive when run_all() returned");
}

/// Says which figure the payload of a panic is.
fn figure(payload: &(dyn std::any::Any + Send)) -> u32 {
    match payload.downcast_ref() {
        Some(Figure(number)) => *number,
        None => panic!("a task panicked with panic_any(Figure(…)): the panic in the caller has another payload"),
    }
}

pub fn a_panic_is_carried_over() {
    let tasks: Vec<Task<u32>> = vec![Box::new(|| 1), Box::new(|| panic::panic_any(Figure(2))), Box::new(|| 3)];
    assert_eq!(figure(&*payload_of(tasks)), 2, "the task of figure 2 panicked; the figure the caller's panic has");
}

pub fn a_panic_waits_for_the_others() {
    let ended = Arc::new(AtomicUsize::new(0));
    let slow = Arc::clone(&ended);
    let tasks: Vec<Task<()>> = vec![
        Box::new(|| panic::panic_any(Figure(1))),
        Box::new(move || {
            thread::yield_now();
            slow.fetch_add(1, Ordering::SeqCst);
        }),
    ];
    let payload = payload_of(tasks);
    let (ended, left) = (ended.load(Ordering::SeqCst), threads_alive());
    assert_eq!(figure(&*payload), 1, "the task of figure 1 panicked; the figure the caller's panic has");
    assert_eq!(ended, 1, "the first of two tasks panicked; tasks that had ended when run_all() panicked");
    assert_eq!(left, 0, "threads still alive when run_all() panicked");
}

pub fn the_first_panic_counts() {
    let tasks: Vec<Task<()>> = vec![Box::new(|| panic::panic_any(Figure(1))), Box::new(|| panic::panic_any(Figure(2)))];
    let figure = figure(&*payload_of(tasks));
    assert_eq!(figure, 1, "the tasks of the figures 1 and 2 both panicked; the figure the caller's panic has");
}
