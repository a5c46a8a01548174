//! right: each stage starts the one before it and receives by hand, with `select!` at the end

use crossbeam::channel::{Receiver, RecvError, Sender, bounded, select};
use std::thread;

pub fn pipeline(numbers: Vec<u64>, capacity: usize) -> Receiver<u64> {
    let (output, results) = bounded(capacity);
    thread::spawn(move || square(numbers, capacity, &output));
    results
}

fn square(numbers: Vec<u64>, capacity: usize, output: &Sender<u64>) {
    let (sender, odd) = bounded(capacity);
    thread::spawn(move || keep_odd(numbers, capacity, sender));
    loop {
        select! {
            recv(odd) -> number => match number {
                Ok(number) => {
                    let square = number * number;
                    select! {
                        send(output, square) -> sent => if sent.is_err() { return },
                    }
                }
                Err(RecvError) => return,
            },
        }
    }
}

fn keep_odd(numbers: Vec<u64>, capacity: usize, output: Sender<u64>) {
    let (sender, received) = bounded(capacity);
    thread::spawn(move || numbers.into_iter().try_for_each(|number| sender.send(number)));
    while let Ok(number) = received.recv() {
        if number % 2 == 0 {
            continue;
        }
        match output.send(number) {
            Ok(()) => {}
            Err(_) => break,
        }
    }
}
