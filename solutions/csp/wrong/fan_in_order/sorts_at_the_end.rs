//! wrong: deadlock
//! fails: it_closes_with_its_inputs
//! Collects everything, sorts it, and only then begins to send.

use crossbeam::channel::{Receiver, bounded};
use std::thread;

pub fn fan_in_order<T>(inputs: Vec<Receiver<(usize, T)>>) -> Receiver<T>
where
    T: Send + 'static,
{
    let (output, merged) = bounded(0);
    thread::spawn(move || {
        let mut all: Vec<_> = inputs.iter().flatten().collect();
        all.sort_by_key(|&(number, _)| number);
        let _ = all.into_iter().try_for_each(|(_, item)| output.send(item));
    });
    merged
}
