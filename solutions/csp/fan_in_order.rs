//! One thread waits for exactly those inputs of which it holds nothing, and sends what is due before it
//! waits again: while the reader is slow, it receives nothing at all.

use crossbeam::channel::{Receiver, Select, bounded};
use std::thread;

/// An input, and the item received from it that waits for its turn.
struct Lane<T> {
    input: Receiver<(usize, T)>,
    held: Option<(usize, T)>,
}

/// Merges the numbered items of `inputs` into one channel, in the order of their numbers.
pub fn fan_in_order<T>(inputs: Vec<Receiver<(usize, T)>>) -> Receiver<T>
where
    T: Send + 'static,
{
    let (output, merged) = bounded(0);
    thread::spawn(move || {
        let mut lanes: Vec<_> = inputs.into_iter().map(|input| Lane { input, held: None }).collect();
        let mut next = 0;
        loop {
            while let Some(lane) = lanes.iter_mut().find(|lane| lane.is_due(next)) {
                let Some((_, item)) = lane.held.take() else { return };
                if output.send(item).is_err() {
                    return; // Nobody reads any more; the inputs are dropped with this thread.
                }
                next += 1;
            }
            if !receive_one(&mut lanes) {
                return;
            }
        }
    });
    merged
}

impl<T> Lane<T> {
    fn is_due(&self, next: usize) -> bool {
        self.held.as_ref().is_some_and(|&(number, _)| number == next)
    }
}

/// Waits for an item of any input of which none is held, or until one of them closes. Says whether
/// there was an input to wait for.
fn receive_one<T>(lanes: &mut Vec<Lane<T>>) -> bool {
    let waiting: Vec<usize> = (0..lanes.len()).filter(|&i| lanes[i].held.is_none()).collect();
    if waiting.is_empty() {
        return false;
    }
    let mut any = Select::new();
    for &i in &waiting {
        any.recv(&lanes[i].input);
    }
    let ready = any.select();
    let i = waiting[ready.index()];
    match ready.recv(&lanes[i].input) {
        Ok(item) => lanes[i].held = Some(item),
        // A closed input is ready for ever, so it must not be waited for again.
        Err(_) => drop(lanes.swap_remove(i)),
    }
    true
}
