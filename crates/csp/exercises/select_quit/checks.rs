//! Checks of `csp/select_quit`: what is done, what is left, and that the worker leaves when it should.
//!
//! Work that is left lies in the channel, of which the check keeps a receiver of its own.

use crossbeam::channel::{Receiver, bounded, unbounded};
use exercise::start_worker;
use explore::harness::{settle, threads_alive};
use std::sync::{Arc, Mutex};
use std::thread;

/// What the workers have done.
type Done = Arc<Mutex<Vec<u64>>>;

/// A job that writes down its items.
fn writes_to(done: &Done) -> impl FnMut(u64) + Send + 'static + use<> {
    let done = Arc::clone(done);
    move |item| done.lock().unwrap().push(item)
}

/// What was done.
fn done(done: &Done) -> Vec<u64> {
    done.lock().unwrap().clone()
}

/// What is left in a channel.
fn left(work: &Receiver<u64>) -> Vec<u64> {
    work.try_iter().collect()
}

pub fn all_work_is_done_in_order() {
    let (send, work) = bounded(1);
    let (order, quit) = unbounded();
    let written = Done::default();
    let worker = start_worker(work, quit, writes_to(&written));
    for item in [3, 1, 2] {
        send.send(item).expect("the worker takes work until it is told to quit");
    }
    drop(send);
    let count = worker.join().unwrap();
    assert_eq!(done(&written), [3, 1, 2], "items done, of 3, 1, 2 with no order to quit");
    assert_eq!(count, 3, "number of items the worker says it has done");
    assert_eq!(Arc::strong_count(&written), 1, "owners of the list when the worker has ended: its job is still there");
    assert_eq!(threads_alive(), 0, "threads still there after the worker has ended");
    drop(order);
}

pub fn an_idle_worker_hears_quit() {
    let (send, work) = bounded(1);
    let (order, quit) = bounded(0);
    let written = Done::default();
    let worker = start_worker(work, quit, writes_to(&written));
    order.send(()).expect("the worker waits for the order");
    assert_eq!(worker.join().unwrap(), 0, "items done, with none sent");
    assert!(send.send(1).is_err(), "work can still be sent after the worker has quit: a receiver is still there");
    assert_eq!(threads_alive(), 0, "threads still there after the worker has ended");
}

pub fn closing_quit_is_quitting() {
    let (send, work) = bounded(1);
    let (order, quit) = bounded(0);
    let (report, reports) = unbounded();
    let worker = start_worker(work, quit, move |item| report.send(item).expect("the check waits for it"));
    send.send(1).expect("the worker takes work until it is told to quit");
    assert_eq!(reports.recv(), Ok(1), "the item done, of one that was sent with no order to quit");
    drop(order);
    assert_eq!(worker.join().unwrap(), 1, "items done, when the order to quit came after the first");
    assert!(send.send(2).is_err(), "work can still be sent after the worker has quit: a receiver is still there");
}

pub fn quit_wins() {
    quit_comes_during_the_first_item();
    quit_is_there_from_the_start();
}

fn quit_comes_during_the_first_item() {
    let (send, work) = unbounded();
    for item in [1, 2, 3] {
        send.send(item).expect("the check has a receiver");
    }
    let (order, quit) = unbounded();
    let written = Done::default();
    let mut write = writes_to(&written);
    let worker = start_worker(work.clone(), quit, move |item| {
        write(item);
        // The second time nobody may be left to hear it.
        let _ = order.send(());
    });
    let count = worker.join().unwrap();
    assert_eq!(done(&written), [1], "items done, of 1, 2, 3, when the order to quit came during the first");
    assert_eq!(count, 1, "number of items the worker says it has done");
    assert_eq!(left(&work), [2, 3], "items left in the channel when the order to quit came during the first");
}

fn quit_is_there_from_the_start() {
    let (send, work) = unbounded();
    send.send(1).expect("the check has a receiver");
    let (order, quit) = unbounded::<()>();
    drop(order);
    let written = Done::default();
    let worker = start_worker(work.clone(), quit, writes_to(&written));
    assert_eq!(worker.join().unwrap(), 0, "number of items done when the order to quit was there from the start");
    assert_eq!(done(&written), [0; 0], "items done when the order to quit was there from the start");
    assert_eq!(left(&work), [1], "items left in the channel when the order to quit was there from the start");
}

pub fn nothing_is_lost() {
    let (send, work) = unbounded();
    let (order, quit) = unbounded();
    let written = Done::default();
    let worker = start_worker(work.clone(), quit, writes_to(&written));
    let boss = thread::spawn(move || order.send(()));
    for item in [1, 2] {
        send.send(item).expect("the check has a receiver");
    }
    let count = worker.join().unwrap();
    boss.join().unwrap().expect("the worker leaves only when it is told to");
    let mut seen = done(&written);
    assert_eq!(count, seen.len(), "number of items the worker says it has done, and did");
    let taken = seen.len();
    seen.extend(left(&work));
    assert_eq!(seen, [1, 2], "items done (the first {taken}) and items left, of 1, 2, with quit at any moment");
}

pub fn senders_are_let_go() {
    let (send, work) = bounded(0);
    let (order, quit) = bounded(1);
    let written = Done::default();
    let worker = start_worker(work, quit, writes_to(&written));
    let client = thread::spawn(move || (1..=4).take_while(|&item| send.send(item).is_ok()).count());
    // If the client was so fast that its work is done, the worker may have left already.
    let _ = order.send(());
    let count = worker.join().unwrap();
    let handed_over = client.join().unwrap();
    assert_eq!(handed_over, count, "items handed over to the worker, and items it has done");
}

pub fn workers_can_share() {
    let (send, work) = unbounded();
    let (order, quit) = unbounded();
    let (report, reports) = unbounded();
    let workers = [(); 2].map(|()| {
        let report = report.clone();
        start_worker(work.clone(), quit.clone(), move |item| report.send(item).expect("the check waits for it"))
    });
    send.send(1).expect("the check has a receiver");
    assert_eq!(reports.recv(), Ok(1), "the item done by two workers, of one that was sent");
    drop(order);
    let counts = workers.map(|worker| worker.join().unwrap());
    assert_eq!(counts.iter().sum::<usize>(), 1, "items done by two workers, of one that was sent");
    assert_eq!(left(&reports), [0; 0], "items done by two workers after the only one that was sent");
}

pub fn waiting_is_sleeping() {
    let (send, work) = unbounded();
    let (order, quit) = unbounded();
    let written = Done::default();
    let worker = start_worker(work, quit, writes_to(&written));
    // Returns when everybody else sleeps; somebody who asks again and again never does.
    settle();
    send.send(1).expect("the worker waits for work");
    settle();
    assert_eq!(done(&written), [1], "items done by a worker that was asleep when one was sent");
    order.send(()).expect("the worker waits for the order");
    assert_eq!(worker.join().unwrap(), 1, "items done by a worker that was asleep when one was sent");
}
