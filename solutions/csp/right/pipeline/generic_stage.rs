//! right: one function starts any stage, given what it does to a number

use crossbeam::channel::{Receiver, bounded};
use std::thread;

pub fn pipeline(numbers: Vec<u64>, capacity: usize) -> Receiver<u64> {
    let source = stage("source", numbers, capacity, Some);
    let odd = stage("keep odd", source, capacity, |number| (number % 2 == 1).then_some(number));
    stage("square", odd, capacity, |number| Some(number * number))
}

/// Starts a thread that passes on what `work` makes of each input, until there are none or nobody
/// wants them.
fn stage<I>(name: &str, input: I, capacity: usize, work: impl Fn(u64) -> Option<u64> + Send + 'static) -> Receiver<u64>
where
    I: IntoIterator<Item = u64> + Send + 'static,
{
    let (output, results) = bounded(capacity);
    let body = move || {
        let _ = input.into_iter().filter_map(work).try_for_each(|result| output.send(result));
    };
    thread::Builder::new().name(name.to_owned()).spawn(body).expect("a thread can be started");
    results
}
