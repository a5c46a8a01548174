//! right: waits until one of the two is ready, then tries quit, then work, and waits again if it came too late

use crossbeam::channel::{Receiver, Select, TryRecvError};
use std::thread::{self, JoinHandle};

pub fn start_worker<J>(work: Receiver<u64>, quit: Receiver<()>, mut job: J) -> JoinHandle<usize>
where
    J: FnMut(u64) + Send + 'static,
{
    thread::spawn(move || {
        let mut either = Select::new();
        either.recv(&quit);
        either.recv(&work);
        let mut done = 0;
        loop {
            either.ready();
            if quit.try_recv() != Err(TryRecvError::Empty) {
                return done;
            }
            match work.try_recv() {
                Ok(item) => {
                    job(item);
                    done += 1;
                }
                // Somebody else was faster.
                Err(TryRecvError::Empty) => {}
                Err(TryRecvError::Disconnected) => return done,
            }
        }
    })
}
