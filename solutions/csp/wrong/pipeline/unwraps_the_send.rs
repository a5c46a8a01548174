//! wrong: panicked
//! fails: a_reader_that_leaves_ends_every_stage
//! Takes the error of `send` for impossible: the stage panics when the reader has left.

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
            square_tx.send(number * number).unwrap();
        }
    });

    square_rx
}
