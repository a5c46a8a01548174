//! wrong: livelock
//! fails: waiting_is_sleeping
//! Looks at both channels in turn and never sleeps.

use crossbeam::channel::{Receiver, TryRecvError};
use std::thread::{self, JoinHandle};

pub fn start_worker<J>(work: Receiver<u64>, quit: Receiver<()>, mut job: J) -> JoinHandle<usize>
where
    J: FnMut(u64) + Send + 'static,
{
    thread::spawn(move || {
        let mut done = 0;
        while quit.try_recv() == Err(TryRecvError::Empty) {
            match work.try_recv() {
                Ok(item) => {
                    job(item);
                    done += 1;
                }
                Err(TryRecvError::Empty) => thread::yield_now(),
                Err(TryRecvError::Disconnected) => break,
            }
        }
        done
    })
}
