//! One wait for both channels, in which quit stands first: looking and taking are one step, so an item
//! is taken only to be done.

use crossbeam::channel::{Receiver, select_biased};
use std::thread::{self, JoinHandle};

/// Starts a thread that calls `job` for every item of `work` until it is told to quit or there is no
/// more work; the thread returns how many items it has done.
pub fn start_worker<J>(work: Receiver<u64>, quit: Receiver<()>, mut job: J) -> JoinHandle<usize>
where
    J: FnMut(u64) + Send + 'static,
{
    thread::spawn(move || {
        let mut done = 0;
        loop {
            select_biased! {
                // A message and the end of all senders mean the same.
                recv(quit) -> _ => break,
                recv(work) -> item => match item {
                    Ok(item) => job(item),
                    Err(_) => break,
                },
            }
            done += 1;
        }
        done
    })
}
