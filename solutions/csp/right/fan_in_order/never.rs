//! right: one thread whose select has a fixed list of inputs; those that are not wanted are `never()` for a while

use crossbeam::channel::{Receiver, Select, bounded, never};
use std::collections::BTreeMap;
use std::thread;

pub fn fan_in_order<T>(mut inputs: Vec<Receiver<(usize, T)>>) -> Receiver<T>
where
    T: Send + 'static,
{
    let (output, merged) = bounded(0);
    thread::spawn(move || {
        // Each with the place of its input and that input.
        let mut held = BTreeMap::new();
        let mut open = inputs.len();
        let mut next = 0;
        while open > 0 {
            let mut any = Select::new();
            for input in &inputs {
                any.recv(input);
            }
            let ready = any.select();
            let place = ready.index();
            match ready.recv(&inputs[place]) {
                Ok((number, item)) => {
                    let input = std::mem::replace(&mut inputs[place], never());
                    held.insert(number, (item, place, input));
                }
                Err(_) => {
                    inputs[place] = never();
                    open -= 1;
                }
            }
            while let Some((item, place, input)) = held.remove(&next) {
                if output.send(item).is_err() {
                    return;
                }
                inputs[place] = input;
                next += 1;
            }
        }
    });
    merged
}
