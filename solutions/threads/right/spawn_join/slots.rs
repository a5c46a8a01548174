//! right: every thread catches its own panic and fills its own slot of a shared list

use std::panic::{self, AssertUnwindSafe};
use std::sync::{Arc, Mutex};
use std::thread;

pub fn run_all<T, F>(tasks: Vec<F>) -> Vec<T>
where
    F: FnOnce() -> T + Send + 'static,
    T: Send + 'static,
{
    let slots: Arc<Mutex<Vec<Option<thread::Result<T>>>>> =
        Arc::new(Mutex::new((0..tasks.len()).map(|_| None).collect()));
    let mut threads = Vec::new();
    for (place, task) in tasks.into_iter().enumerate() {
        let slots = Arc::clone(&slots);
        threads.push(thread::spawn(move || {
            let result = panic::catch_unwind(AssertUnwindSafe(task));
            slots.lock().unwrap()[place] = Some(result);
        }));
    }
    for thread in threads {
        thread.join().unwrap();
    }
    let slots = std::mem::take(&mut *slots.lock().unwrap());
    let mut results = Vec::new();
    for slot in slots {
        match slot.unwrap() {
            Ok(result) => results.push(result),
            Err(payload) => panic::resume_unwind(payload),
        }
    }
    results
}
