//! wrong: livelock
//! fails: all_work_is_done_in_order
//! Ignores the error on work: when its senders are gone, the worker runs in circles until told to quit.

use crossbeam::channel::{Receiver, select_biased};
use std::thread::{self, JoinHandle};

pub fn start_worker<J>(work: Receiver<u64>, quit: Receiver<()>, mut job: J) -> JoinHandle<usize>
where
    J: FnMut(u64) + Send + 'static,
{
    thread::spawn(move || {
        let mut done = 0;
        loop {
            select_biased! {
                recv(quit) -> _ => break,
                recv(work) -> item => {
                    if let Ok(item) = item {
                        job(item);
                        done += 1;
                    }
                }
            }
        }
        done
    })
}
