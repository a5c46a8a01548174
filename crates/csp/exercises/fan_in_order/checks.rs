//! Checks of `csp/fan_in_order`: the order, the bound, and both ways of ending.
//!
//! What the submission holds shows at its inputs. They have capacity 0, so when nobody moves any more,
//! `try_send` succeeds exactly if somebody waits to receive.

use crossbeam::channel::{Receiver, RecvError, Sender, TrySendError, bounded, unbounded};
use exercise::fan_in_order;
use explore::harness::{settle, threads_alive};
use std::thread;

/// An item: not `Clone`, and it shows where it belongs.
#[derive(Debug, PartialEq, Eq)]
struct Picture(usize);

type Numbered = (usize, Picture);

/// The item of that number, with it.
fn numbered(number: usize) -> Numbered {
    (number, Picture(number))
}

/// An input that already has all its items and is closed.
fn filled(numbers: &[usize]) -> Receiver<Numbered> {
    let (sender, input) = unbounded();
    for &number in numbers {
        sender.send(numbered(number)).expect("the receiver is there");
    }
    input
}

/// An input that a thread of that name sends its items to, one after the other.
fn fed(name: &str, numbers: &'static [usize]) -> Receiver<Numbered> {
    let (sender, input) = bounded(0);
    let feed = move || {
        let _ = numbers.iter().try_for_each(|&number| sender.send(numbered(number)));
    };
    thread::Builder::new().name(name.to_owned()).spawn(feed).expect("a thread can be started");
    input
}

/// Two inputs of capacity 0 that the check sends to, and what they are merged into.
fn two_by_hand() -> (Sender<Numbered>, Sender<Numbered>, Receiver<Picture>) {
    let (first, first_input) = bounded(0);
    let (second, second_input) = bounded(0);
    (first, second, fan_in_order(vec![first_input, second_input]))
}

/// Reads everything; the output must close.
fn read(output: &Receiver<Picture>) -> Vec<usize> {
    let got = output.iter().map(|Picture(number)| number).collect();
    assert_eq!(output.recv(), Err(RecvError), "recv() after the output had closed");
    got
}

pub fn two_become_one() {
    let output = fan_in_order(vec![filled(&[0]), filled(&[1])]);
    assert_eq!(read(&output), [0, 1], "items of the inputs [0] and [1]");

    let output = fan_in_order(vec![fed("first input", &[1, 2]), fed("second input", &[0, 3])]);
    assert_eq!(read(&output), [0, 1, 2, 3], "items of the inputs [1, 2] and [0, 3]");
}

pub fn any_number_of_inputs() {
    let output = fan_in_order(Vec::<Receiver<Numbered>>::new());
    assert_eq!(read(&output), [0; 0], "items of no inputs");

    let output = fan_in_order(vec![filled(&[0, 1, 2])]);
    assert_eq!(output.capacity(), Some(0), "capacity() of the output");
    assert_eq!(read(&output), [0, 1, 2], "items of the one input [0, 1, 2]");

    let output = fan_in_order(vec![filled(&[2]), filled(&[1]), filled(&[0])]);
    assert_eq!(read(&output), [0, 1, 2], "items of the inputs [2], [1] and [0]");
}

pub fn it_closes_with_its_inputs() {
    let output = fan_in_order(vec![filled(&[]), filled(&[0, 1]), filled(&[])]);
    assert_eq!(read(&output), [0, 1], "items of the inputs [], [0, 1] and []");

    let (first, second, output) = two_by_hand();
    drop(first);
    for number in 0..2 {
        second.send(numbered(number)).expect("an input is received from while others have closed");
        assert_eq!(output.recv(), Ok(Picture(number)), "item {number}, sent after another input had closed");
    }
    drop(second);
    assert_eq!(output.recv(), Err(RecvError), "recv() when all inputs have closed");
}

pub fn whose_turn_it_is_goes_on() {
    let (first, second, output) = two_by_hand();
    first.send(numbered(0)).expect("an open input is received from");
    assert_eq!(output.recv(), Ok(Picture(0)), "the item 0, while nothing is heard from the other input");
    first.send(numbered(1)).expect("an open input is received from");
    assert_eq!(output.recv(), Ok(Picture(1)), "the item 1, while nothing is heard from the other input");
    drop((first, second));
    assert_eq!(output.recv(), Err(RecvError), "recv() when all inputs have closed");
}

/// Nobody may take another item from this input.
fn assert_waits(input: &Sender<Numbered>, number: usize, why: &str) {
    settle();
    let refused = input.try_send(numbered(number));
    assert_eq!(refused, Err(TrySendError::Full(numbered(number))), "try_send() of item {number} to an input {why}");
}

pub fn one_item_of_each_input() {
    the_next_number_is_late();
    the_reader_is_late();
}

fn the_next_number_is_late() {
    let (first, second, output) = two_by_hand();
    second.send(numbered(1)).expect("an open input is received from");
    assert_waits(&second, 2, "whose item 1 waits for item 0");
    first.send(numbered(0)).expect("an open input is received from");
    assert_eq!(output.recv(), Ok(Picture(0)), "the item 0, sent after item 1");
    assert_eq!(output.recv(), Ok(Picture(1)), "the item 1, sent before item 0");
    drop((first, second));
    assert_eq!(output.recv(), Err(RecvError), "recv() when all inputs have closed");
}

fn the_reader_is_late() {
    let (first, second, output) = two_by_hand();
    first.send(numbered(0)).expect("an open input is received from");
    assert_waits(&first, 1, "whose item 0 waits for the reader");
    assert_eq!(output.recv(), Ok(Picture(0)), "the item 0");
    first.send(numbered(1)).expect("an input is received from when its item has been taken");
    assert_eq!(output.recv(), Ok(Picture(1)), "the item 1");
    drop((first, second));
    assert_eq!(output.recv(), Err(RecvError), "recv() when all inputs have closed");
}

pub fn a_reader_that_leaves_ends_everything() {
    // When the check returns, every thread must come to its end, those that feed the inputs too.
    drop(fan_in_order(vec![fed("first input", &[0, 3]), fed("second input", &[1, 2])]));

    let (first, second, output) = two_by_hand();
    drop(output);
    first.send(numbered(0)).expect("that the reader has left shows only at the first item");
    settle();
    let sent_on = [first, second].map(|input| {
        let numbers = 1..5;
        numbers
            .take_while(|&number| {
                let sent = input.send(numbered(number)).is_ok();
                settle();
                sent
            })
            .count()
    });
    assert!(
        sent_on.iter().all(|&sent| sent <= 1),
        "items received from the two inputs after item 0 had found no reader: {sent_on:?}, at most one each is allowed",
    );
    assert_eq!(threads_alive(), 0, "threads still there after the reader has left and no input is open");
}

pub fn waiting_is_sleeping() {
    let (first, second, output) = two_by_hand();
    // Returns when everybody else sleeps; somebody who asks again and again never does.
    settle();
    drop(first);
    settle();
    second.send(numbered(0)).expect("an open input is received from");
    settle();
    assert_eq!(output.recv(), Ok(Picture(0)), "the item 0");
    settle();
    drop(second);
    assert_eq!(output.recv(), Err(RecvError), "recv() when all inputs have closed");
}
