//! right
//! Every result carries its number, and is put in its place.

use std::sync::mpsc;
use std::thread;

fn main() {
    let (results, answers) = mpsc::channel();
    for worker in 0..3_usize {
        let results = results.clone();
        thread::spawn(move || results.send((worker, worker * worker)).unwrap());
    }
    drop(results);
    let mut squares = [None; 3];
    for (worker, square) in answers {
        squares[worker] = Some(square);
    }
    assert_eq!(squares, [Some(0), Some(1), Some(4)]);
}
