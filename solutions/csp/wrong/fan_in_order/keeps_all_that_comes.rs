//! wrong: wrong-result
//! fails: one_item_of_each_input
//! Receives whatever comes and keeps it until its turn: without bound, if one input is far ahead.

use crossbeam::channel::{Receiver, Select, bounded};
use std::collections::BTreeMap;
use std::thread;

pub fn fan_in_order<T>(mut inputs: Vec<Receiver<(usize, T)>>) -> Receiver<T>
where
    T: Send + 'static,
{
    let (output, merged) = bounded(0);
    thread::spawn(move || {
        let mut held = BTreeMap::new();
        let mut next = 0;
        while !inputs.is_empty() {
            let mut any = Select::new();
            for input in &inputs {
                any.recv(input);
            }
            let ready = any.select();
            let place = ready.index();
            match ready.recv(&inputs[place]) {
                Ok((number, item)) => {
                    held.insert(number, item);
                }
                Err(_) => drop(inputs.swap_remove(place)),
            }
            while let Some(item) = held.remove(&next) {
                if output.send(item).is_err() {
                    return;
                }
                next += 1;
            }
        }
    });
    merged
}
