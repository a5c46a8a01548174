//! right: numbered results through a channel, sorted, and every thread joined all the same

use std::panic;
use std::sync::mpsc;
use std::thread;

pub fn run_all<T, F>(tasks: Vec<F>) -> Vec<T>
where
    F: FnOnce() -> T + Send + 'static,
    T: Send + 'static,
{
    let (sender, receiver) = mpsc::channel();
    let mut threads = Vec::new();
    for (number, task) in tasks.into_iter().enumerate() {
        let sender = sender.clone();
        threads.push(thread::spawn(move || sender.send((number, task())).unwrap()));
    }
    drop(sender);
    let mut results: Vec<(usize, T)> = receiver.iter().collect();
    let mut first_panic = None;
    for thread in threads {
        if let Err(payload) = thread.join() {
            first_panic.get_or_insert(payload);
        }
    }
    if let Some(payload) = first_panic {
        panic::resume_unwind(payload);
    }
    results.sort_by_key(|&(number, _)| number);
    results.into_iter().map(|(_, result)| result).collect()
}
