//! wrong: deadlock
//! fails: squares_of_odd_numbers_in_order
//! Does the work of all stages before it returns: nobody can read yet, and the output is soon full.

use crossbeam::channel::{Receiver, bounded};

pub fn pipeline(numbers: Vec<u64>, capacity: usize) -> Receiver<u64> {
    let (output, results) = bounded(capacity);
    for number in numbers {
        if number % 2 == 1 && output.send(number * number).is_err() {
            break;
        }
    }
    results
}
