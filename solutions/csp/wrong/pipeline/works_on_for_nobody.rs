//! wrong: wrong-result
//! fails: nobody_works_for_a_reader_that_left
//! Ignores the error of `send`: without a reader the pipeline still goes through the whole input.

use crossbeam::channel::{Receiver, bounded};
use std::thread;

pub fn pipeline(numbers: Vec<u64>, capacity: usize) -> Receiver<u64> {
    let (number_tx, number_rx) = bounded(capacity);
    let (odd_tx, odd_rx) = bounded(capacity);
    let (square_tx, square_rx) = bounded(capacity);

    thread::spawn(move || {
        for number in numbers {
            let _ = number_tx.send(number);
        }
    });
    thread::spawn(move || {
        for number in number_rx {
            if number % 2 == 1 {
                let _ = odd_tx.send(number);
            }
        }
    });
    thread::spawn(move || {
        for number in odd_rx {
            let _ = square_tx.send(number * number);
        }
    });

    square_rx
}
