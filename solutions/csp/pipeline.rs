//! Each stage owns the receiving end of one channel and the sending end of the next; a stage that ends
//! drops both, and so its neighbours hear of it.

use crossbeam::channel::{Receiver, bounded};
use std::thread;

/// Starts the three stages and returns the receiver of the squares of the odd numbers.
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
            if square_tx.send(number * number).is_err() {
                break;
            }
        }
    });

    square_rx
}
