//! wrong: race
//! fails: quit_wins
//! Leaves the choice to `select!`, which takes either when both are ready.

use crossbeam::channel::{Receiver, select};
use std::thread::{self, JoinHandle};

pub fn start_worker<J>(work: Receiver<u64>, quit: Receiver<()>, mut job: J) -> JoinHandle<usize>
where
    J: FnMut(u64) + Send + 'static,
{
    thread::spawn(move || {
        let mut done = 0;
        loop {
            select! {
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
