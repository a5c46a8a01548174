//! wrong: wrong-result
//! fails: three_stages_at_work
//! Sends all numbers as one message: the channel holds one message, and with it the whole input.

use crossbeam::channel::{Receiver, bounded};
use std::thread;

pub fn pipeline(numbers: Vec<u64>, capacity: usize) -> Receiver<u64> {
    let (number_tx, number_rx) = bounded(capacity);
    let (odd_tx, odd_rx) = bounded(capacity);
    let (square_tx, square_rx) = bounded(capacity);

    thread::spawn(move || {
        let _ = number_tx.send(numbers);
    });
    thread::spawn(move || {
        for number in number_rx.into_iter().flatten() {
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
