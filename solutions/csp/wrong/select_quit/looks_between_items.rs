//! wrong: deadlock
//! fails: an_idle_worker_hears_quit
//! Looks at quit between two items only: while it waits for work, nobody can tell it to quit.

use crossbeam::channel::{Receiver, TryRecvError};
use std::thread::{self, JoinHandle};

pub fn start_worker<J>(work: Receiver<u64>, quit: Receiver<()>, mut job: J) -> JoinHandle<usize>
where
    J: FnMut(u64) + Send + 'static,
{
    thread::spawn(move || {
        let mut done = 0;
        while quit.try_recv() == Err(TryRecvError::Empty) {
            let Ok(item) = work.recv() else { break };
            job(item);
            done += 1;
        }
        done
    })
}
