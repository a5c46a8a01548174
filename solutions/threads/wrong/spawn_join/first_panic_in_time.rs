//! wrong: race
//! fails: the_first_panic_counts
//! Remembers the panic that came first in time, not that of the first task: which one is a matter of luck.

use std::panic::{self, AssertUnwindSafe};
use std::sync::{Arc, OnceLock};
use std::thread;

type Payload = std::sync::Mutex<Option<Box<dyn std::any::Any + Send>>>;

pub fn run_all<T, F>(tasks: Vec<F>) -> Vec<T>
where
    F: FnOnce() -> T + Send + 'static,
    T: Send + 'static,
{
    let panicked: Arc<OnceLock<Payload>> = Arc::default();
    let mut threads = Vec::new();
    for task in tasks {
        let panicked = Arc::clone(&panicked);
        threads.push(thread::spawn(move || match panic::catch_unwind(AssertUnwindSafe(task)) {
            Ok(result) => Some(result),
            Err(payload) => {
                let _ = panicked.set(Payload::new(Some(payload)));
                None
            }
        }));
    }
    let results: Vec<Option<T>> = threads.into_iter().map(|thread| thread.join().unwrap()).collect();
    if let Some(payload) = panicked.get() {
        panic::resume_unwind(payload.lock().unwrap().take().unwrap());
    }
    results.into_iter().flatten().collect()
}
