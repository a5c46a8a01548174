//! wrong: deadlock
//! fails: workers_can_share
//! Waits until there is work and then receives it, in two steps: another worker may come in between.

use crossbeam::channel::{Receiver, Select};
use std::thread::{self, JoinHandle};

pub fn start_worker<J>(work: Receiver<u64>, quit: Receiver<()>, mut job: J) -> JoinHandle<usize>
where
    J: FnMut(u64) + Send + 'static,
{
    thread::spawn(move || {
        let mut done = 0;
        let mut either = Select::new_biased();
        let told_to_quit = either.recv(&quit);
        either.recv(&work);
        while either.ready() != told_to_quit {
            let Ok(item) = work.recv() else { break };
            job(item);
            done += 1;
        }
        let _ = quit.try_recv();
        done
    })
}
