//! right: looks at quit by itself before every wait for both

use crossbeam::channel::{Receiver, TryRecvError, select};
use std::thread::{self, JoinHandle};

pub fn start_worker<J>(work: Receiver<u64>, quit: Receiver<()>, mut job: J) -> JoinHandle<usize>
where
    J: FnMut(u64) + Send + 'static,
{
    thread::spawn(move || {
        let mut done = 0;
        while quit.try_recv() == Err(TryRecvError::Empty) {
            select! {
                recv(work) -> item => {
                    let Ok(item) = item else { break };
                    job(item);
                    done += 1;
                }
                recv(quit) -> _ => break,
            }
        }
        done
    })
}
