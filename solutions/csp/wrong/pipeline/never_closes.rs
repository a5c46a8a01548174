//! wrong: deadlock
//! fails: squares_of_odd_numbers_in_order
//! The last stage holds a sender of its own input, so its input is never disconnected.

use crossbeam::channel::{Receiver, bounded};
use std::thread;

pub fn pipeline(numbers: Vec<u64>, capacity: usize) -> Receiver<u64> {
    let (number_tx, number_rx) = bounded(capacity);
    let (odd_tx, odd_rx) = bounded(capacity);
    let (square_tx, square_rx) = bounded(capacity);
    let backlog = odd_tx.clone();

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
        let mut longest = 0;
        for number in odd_rx {
            longest = longest.max(backlog.len());
            if square_tx.send(number * number).is_err() {
                break;
            }
        }
        longest
    });

    square_rx
}
