//! wrong: wrong-result
//! fails: a_full_pipeline_takes_no_more
//! The second stage keeps a list of its own and goes on receiving while it cannot send.

use crossbeam::channel::{Receiver, bounded, never, select};
use std::collections::VecDeque;
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
        let mut waiting: VecDeque<u64> = VecDeque::new();
        let mut input = number_rx;
        let mut open = true;
        while open || !waiting.is_empty() {
            let Some(&next) = waiting.front() else {
                match input.recv() {
                    Ok(number) if number % 2 == 1 => waiting.push_back(number),
                    Ok(_) => {}
                    Err(_) => open = false,
                }
                continue;
            };
            // Eight at most: nobody can call that unbounded.
            let nothing = never();
            let more = if waiting.len() < 8 { &input } else { &nothing };
            select! {
                send(odd_tx, next) -> sent => {
                    if sent.is_err() {
                        return;
                    }
                    waiting.pop_front();
                }
                recv(more) -> number => match number {
                    Ok(number) if number % 2 == 1 => waiting.push_back(number),
                    Ok(_) => {}
                    Err(_) => {
                        open = false;
                        input = never();
                    }
                },
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
