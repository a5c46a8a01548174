//! wrong: lost-wakeup
//! fails: any_number_of_inputs
//! Wakes one of the threads that wait, which may not be the one whose turn it is.

use crossbeam::channel::{Receiver, bounded};
use std::sync::{Arc, Condvar, Mutex};
use std::thread;

struct Turn {
    /// The number that is sent next, or `None` when the reader has left.
    next: Mutex<Option<usize>>,
    /// `next` has changed. One thread looks.
    changed: Condvar,
}

pub fn fan_in_order<T>(inputs: Vec<Receiver<(usize, T)>>) -> Receiver<T>
where
    T: Send + 'static,
{
    let (output, merged) = bounded(0);
    let turn = Arc::new(Turn { next: Mutex::new(Some(0)), changed: Condvar::new() });
    for input in inputs {
        let (output, turn) = (output.clone(), Arc::clone(&turn));
        thread::spawn(move || {
            for (number, item) in input {
                let not_yet = |next: &mut Option<usize>| next.is_some_and(|next| next != number);
                let next = turn.changed.wait_while(turn.next.lock().unwrap(), not_yet).unwrap();
                if next.is_none() {
                    return;
                }
                // Whose turn it is has nobody to fear, so the lock need not be held while the reader is slow.
                drop(next);
                let sent = output.send(item);
                *turn.next.lock().unwrap() = sent.is_ok().then_some(number + 1);
                turn.changed.notify_one();
                if sent.is_err() {
                    return;
                }
            }
        });
    }
    merged
}
