//! wrong: race
//! fails: squares_of_odd_numbers_in_order
//! Two threads square: whichever is faster sends first, and the order is lost.

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
    for _ in 0..2 {
        let (odd_rx, square_tx) = (odd_rx.clone(), square_tx.clone());
        thread::spawn(move || {
            for number in odd_rx {
                if square_tx.send(number * number).is_err() {
                    break;
                }
            }
        });
    }

    square_rx
}
