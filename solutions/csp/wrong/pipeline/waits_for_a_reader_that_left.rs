//! wrong: leaked-thread
//! fails: a_reader_that_leaves_ends_every_stage
//! The last stage keeps a receiver of its own output, so it never hears that the reader has left.

use crossbeam::channel::{Receiver, bounded};
use std::thread;

pub fn pipeline(numbers: Vec<u64>, capacity: usize) -> Receiver<u64> {
    let (number_tx, number_rx) = bounded(capacity);
    let (odd_tx, odd_rx) = bounded(capacity);
    let (square_tx, square_rx) = bounded(capacity);
    let unread = square_rx.clone();

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
        let mut most_unread = 0;
        for number in odd_rx {
            if square_tx.send(number * number).is_err() {
                break;
            }
            most_unread = most_unread.max(unread.len());
        }
    });

    square_rx
}
