//! wrong: wrong-result
//! fails: a_full_pipeline_takes_no_more
//! The first channel has no bound: the first stage runs ahead through the whole input.

use crossbeam::channel::{Receiver, bounded, unbounded};
use std::thread;

pub fn pipeline(numbers: Vec<u64>, capacity: usize) -> Receiver<u64> {
    let (number_tx, number_rx) = unbounded();
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
            if square_tx.send(number * number).is_err() {
                break;
            }
        }
    });

    square_rx
}
