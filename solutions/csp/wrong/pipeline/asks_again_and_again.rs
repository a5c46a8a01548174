//! wrong: leaked-thread
//! fails: a_reader_that_leaves_ends_every_stage
//! Repeats a send that failed until it succeeds, which without a reader it never does.

use crossbeam::channel::{Receiver, bounded};
use std::thread;

pub fn pipeline(numbers: Vec<u64>, capacity: usize) -> Receiver<u64> {
    let (number_tx, number_rx) = bounded(capacity);
    let (odd_tx, odd_rx) = bounded(capacity);
    let (square_tx, square_rx) = bounded(capacity);

    thread::spawn(move || {
        for number in numbers {
            if number_tx.send(number).is_err() {
                break;
            }
        }
    });
    thread::spawn(move || {
        for number in number_rx {
            if number % 2 == 1 && odd_tx.send(number).is_err() {
                break;
            }
        }
    });
    thread::spawn(move || {
        for number in odd_rx {
            while square_tx.send(number * number).is_err() {
                thread::yield_now();
            }
        }
    });

    square_rx
}
