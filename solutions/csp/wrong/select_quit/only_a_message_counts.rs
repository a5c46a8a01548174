//! wrong: livelock
//! fails: closing_quit_is_quitting
//! Ignores the error on quit: an arm without senders is ready for ever, and is chosen for ever.

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
                recv(quit) -> order => {
                    if order.is_ok() {
                        break;
                    }
                }
                recv(work) -> item => {
                    let Ok(item) = item else { break };
                    job(item);
                    done += 1;
                }
            }
        }
        done
    })
}
