//! right: the same choice with `Select`, as an iterator over the items that are to be done

use crossbeam::channel::{Receiver, Select};
use std::iter;
use std::thread::{self, JoinHandle};

pub fn start_worker<J>(work: Receiver<u64>, quit: Receiver<()>, job: J) -> JoinHandle<usize>
where
    J: FnMut(u64) + Send + 'static,
{
    thread::spawn(move || iter::from_fn(|| next(&work, &quit)).map(job).count())
}

/// The next item, or `None` when the worker is to end.
fn next(work: &Receiver<u64>, quit: &Receiver<()>) -> Option<u64> {
    let mut either = Select::new_biased();
    let told_to_quit = either.recv(quit);
    either.recv(work);
    let ready = either.select();
    if ready.index() == told_to_quit {
        let _ = ready.recv(quit);
        return None;
    }
    ready.recv(work).ok()
}
