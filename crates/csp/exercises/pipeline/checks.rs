//! Checks of `csp/pipeline`: content and order, capacity 0, the bound, both ways of ending.
//!
//! How many numbers have left the input cannot be read from the outside. It shows in two ways: they
//! are sent on the first channel, and a first stage that has sent everything ends. Both are looked at
//! when nothing moves any more: the clock is virtual, and two seconds pass only when no thread has
//! anything left to do. What is then demanded holds for a right pipeline at any time, so one that
//! waits in an unusual way is not called wrong for it.

use crossbeam::channel::{self, Receiver, RecvError};
use crossbeam::observe;
use exercise::pipeline;
use explore::harness::{threads_alive, threads_started};
use std::time::Duration;

/// Waits until every thread is blocked or has ended.
fn let_everything_settle() {
    let nothing = channel::never::<()>().recv_timeout(Duration::from_secs(2));
    assert!(nothing.is_err());
}

/// The first `n` odd numbers.
fn odd(n: u64) -> Vec<u64> {
    (0..n).map(|i| 2 * i + 1).collect()
}

fn squares(numbers: &[u64]) -> Vec<u64> {
    numbers.iter().map(|number| number * number).collect()
}

/// The most numbers that may be on their way.
fn most_on_the_way(capacity: usize) -> usize {
    3 * capacity + 3
}

/// Reads everything; the output must close.
fn read(output: &Receiver<u64>) -> Vec<u64> {
    let got = output.iter().collect();
    assert_eq!(output.recv(), Err(RecvError), "recv() after the output had closed");
    got
}

pub fn squares_of_odd_numbers_in_order() {
    let output = pipeline(vec![4, 3, 1, 1, 2], 1);
    assert_eq!(read(&output), [9, 1, 1], "results for [4, 3, 1, 1, 2] with capacity 1");

    let largest = u64::from(u32::MAX);
    let output = pipeline(vec![largest, 0], 2);
    assert_eq!(read(&output), [largest * largest], "results for [{largest}, 0] with capacity 2");
}

pub fn nothing_to_pass_on() {
    let output = pipeline(Vec::new(), 1);
    assert_eq!(output.recv(), Err(RecvError), "recv() with no numbers at all");

    let output = pipeline(vec![2, 0], 0);
    assert_eq!(output.recv(), Err(RecvError), "recv() with [2, 0], of which none is odd");
}

pub fn without_room_they_meet() {
    let output = pipeline(vec![5, 2, 3], 0);
    assert_eq!(output.capacity(), Some(0), "capacity() of the output of a pipeline with capacity 0");
    assert_eq!(read(&output), [25, 9], "results for [5, 2, 3] with capacity 0");
}

pub fn a_full_pipeline_takes_no_more() {
    let capacity = 1;
    let most = most_on_the_way(capacity);
    let numbers = odd(12);
    let output = pipeline(numbers.clone(), capacity);
    assert_eq!(output.capacity(), Some(capacity), "capacity() of the output of a pipeline with capacity {capacity}");
    let mut got = Vec::new();
    for read in [0, 1, 3] {
        while got.len() < read {
            got.push(output.recv().expect("there are results left"));
        }
        let_everything_settle();
        let sent = observe::most_messages();
        assert!(
            sent <= read + most,
            "with capacity {capacity} and {read} results read, {sent} numbers have left the input: {} are on their \
             way, at most 3 * {capacity} + 3 = {most} are allowed",
            sent - read,
        );
    }
    got.extend(output.iter());
    assert_eq!(got, squares(&numbers), "results for the first 12 odd numbers, read with pauses");
}

pub fn three_stages_at_work() {
    let capacity = 1;
    // One number more than may be on its way: the first stage cannot have sent them all.
    let numbers = odd(most_on_the_way(capacity) as u64 + 1);
    let many = numbers.len();
    let output = pipeline(numbers, capacity);
    let_everything_settle();
    let (started, at_work) = (threads_started(), threads_alive());
    assert!(started >= 3, "pipeline() started {started} threads; there are three stages, each a thread");
    assert!(
        at_work >= 3,
        "with capacity {capacity}, {many} odd numbers and nobody reading, {at_work} of {started} threads still have \
         work: all {many} numbers have left the input, at most 3 * {capacity} + 3 are allowed on their way",
    );
    assert_eq!(read(&output).len(), many, "results of {many} odd numbers");
}

pub fn a_reader_that_leaves_ends_every_stage() {
    // When the check returns, every thread must come to its end.
    drop(pipeline(odd(5), 0));
    let output = pipeline(odd(8), 1);
    assert_eq!(output.recv(), Ok(1), "the first result for the first 8 odd numbers");
    drop(output);
}

pub fn nobody_works_for_a_reader_that_left() {
    let capacity = 1;
    let numbers = odd(100);
    let many = numbers.len();
    let output = pipeline(numbers, capacity);
    assert_eq!(output.recv(), Ok(1), "the first result for the first {many} odd numbers");
    drop(output);
    let_everything_settle();
    // A pipeline that ends at the first send that fails takes no more than the usual number; half of
    // all leaves room for one that ends a little later.
    let sent = observe::most_messages();
    assert!(
        sent <= many / 2,
        "the receiver was dropped after one result, and {sent} of {many} numbers have left the input: a stage that \
         cannot pass on its number must end",
    );
}

pub fn two_pipelines_do_not_mix() {
    let first = pipeline(vec![1, 3], 1);
    let second = pipeline(vec![5], 0);
    assert_eq!(read(&second), [25], "results for [5], read first");
    assert_eq!(read(&first), [1, 9], "results for [1, 3], read second");
}
