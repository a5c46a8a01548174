//! wrong: race
//! Takes it that results arrive in the order in which their threads were started.

use std::sync::mpsc;
use std::thread;

fn main() {
    let (results, answers) = mpsc::channel();
    for worker in 0..3 {
        let results = results.clone();
        thread::spawn(move || results.send(worker).unwrap());
    }
    drop(results);
    assert_eq!(answers.iter().collect::<Vec<_>>(), [0, 1, 2]);
}
