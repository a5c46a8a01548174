//! # A pipeline
//!
//! A weather station sends more measurements than anybody can look at. They pass through stages, one
//! thread each: one hands them out, one keeps the interesting ones, one does the arithmetic. Between
//! two stages stands a channel with room for a few numbers: a stage that is ahead waits for the one
//! behind it, instead of filling the memory.
//!
//! `pipeline(numbers, capacity)` starts such a pipeline and returns the receiver of its results:
//!
//! - There are three stages, each a thread. The first sends the numbers, the second passes on those
//!   that are odd, the third sends their squares.
//! - Between the stages, and from the last one to the reader, stand crossbeam's bounded channels with
//!   this capacity. It may be 0: then the two sides have to meet.
//! - Results come in the order of `numbers`.
//! - However long the reader takes, at most `3 * capacity + 3` numbers have left the input and not
//!   reached the reader: what the three channels have room for, and one in the hands of each stage.
//! - When everything has been passed on, the output closes: the reader gets an error, not silence.
//! - When the reader drops the receiver early, every stage ends soon: the next time it wants to pass
//!   on a number, it finds that nobody is left to take it. No stage panics, none stays.
//!
//! The function returns at once, while the stages work. Numbers are below 2³², so squares fit.
//!
//! What stands below is a first attempt. All results come out; then the program stands still for
//! ever. Keep the name and the signature; everything else is yours to change.

use crossbeam::channel::{Receiver, Sender, bounded};
use std::sync::Arc;
use std::thread;

/// All channels of a pipeline, shared by its stages.
struct Channels {
    numbers: (Sender<u64>, Receiver<u64>),
    odd: (Sender<u64>, Receiver<u64>),
    squares: (Sender<u64>, Receiver<u64>),
}

/// Starts the three stages and returns the receiver of the squares of the odd numbers.
pub fn pipeline(numbers: Vec<u64>, capacity: usize) -> Receiver<u64> {
    let channels = Arc::new(Channels {
        // From the first stage to the second.
        numbers: bounded(capacity),
        // From the second stage to the third.
        odd: bounded(capacity),
        // From the third stage to the reader.
        squares: bounded(capacity),
    });
    let squares = channels.squares.1.clone();

    let source = Arc::clone(&channels);
    thread::spawn(move || {
        for number in numbers {
            source.numbers.0.send(number).unwrap();
        }
    });

    let keep_odd = Arc::clone(&channels);
    thread::spawn(move || {
        for number in &keep_odd.numbers.1 {
            if number % 2 == 1 {
                keep_odd.odd.0.send(number).unwrap();
            }
        }
    });

    thread::spawn(move || {
        for number in &channels.odd.1 {
            channels.squares.0.send(number * number).unwrap();
        }
    });

    squares
}
