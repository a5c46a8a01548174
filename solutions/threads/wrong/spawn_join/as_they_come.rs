//! wrong: race
//! fails: results_in_order
//! Takes the results from a channel in the order in which they come, which is nobody's order.

use std::panic;
use std::sync::mpsc;
use std::thread;

pub fn run_all<T, F>(tasks: Vec<F>) -> Vec<T>
where
    F: FnOnce() -> T + Send + 'static,
    T: Send + 'static,
{
    let (sender, receiver) = mpsc::channel();
    let threads: Vec<_> = tasks
        .into_iter()
        .map(|task| {
            let sender = sender.clone();
            thread::spawn(move || sender.send(task()).unwrap())
        })
        .collect();
    drop(sender);
    let results = receiver.iter().collect();
    let ended: Vec<_> = threads.into_iter().map(|thread| thread.join()).collect();
    for result in ended {
        if let Err(payload) = result {
            panic::resume_unwind(payload);
        }
    }
    results
}
