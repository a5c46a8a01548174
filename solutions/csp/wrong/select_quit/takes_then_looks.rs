//! wrong: race
//! fails: nothing_is_lost
//! Takes an item and then looks whether it is to quit: the item is lost.

use crossbeam::channel::{Receiver, TryRecvError, select_biased};
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
                    let Ok(item) = item else { break };
                    if quit.try_recv() != Err(TryRecvError::Empty) {
                        break;
                    }
                    job(item);
                    done += 1;
                }
            }
        }
        done
    })
}
