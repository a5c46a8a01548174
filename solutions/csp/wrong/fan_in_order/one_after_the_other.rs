//! wrong: deadlock
//! fails: whose_turn_it_is_goes_on
//! Takes the inputs in turn, as if item n were always in input n modulo their number.

use crossbeam::channel::{Receiver, bounded};
use std::thread;

pub fn fan_in_order<T>(inputs: Vec<Receiver<(usize, T)>>) -> Receiver<T>
where
    T: Send + 'static,
{
    let (output, merged) = bounded(0);
    thread::spawn(move || {
        let mut open = inputs;
        let mut place = 0;
        let mut held = Vec::new();
        let mut next = 0;
        while !open.is_empty() {
            place %= open.len();
            match open[place].recv() {
                Ok(item) => {
                    held.push(item);
                    place += 1;
                }
                Err(_) => drop(open.remove(place)),
            }
            while let Some(due) = held.iter().position(|&(number, _)| number == next) {
                if output.send(held.swap_remove(due).1).is_err() {
                    return;
                }
                next += 1;
            }
        }
    });
    merged
}
