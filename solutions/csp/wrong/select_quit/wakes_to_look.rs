//! wrong: livelock
//! fails: waiting_is_sleeping
//! Wakes every ten milliseconds to see whether it is to quit: polling with a pause.

use crossbeam::channel::{Receiver, RecvTimeoutError, TryRecvError};
use std::thread::{self, JoinHandle};
use std::time::Duration;

pub fn start_worker<J>(work: Receiver<u64>, quit: Receiver<()>, mut job: J) -> JoinHandle<usize>
where
    J: FnMut(u64) + Send + 'static,
{
    thread::spawn(move || {
        let mut done = 0;
        while quit.try_recv() == Err(TryRecvError::Empty) {
            match work.recv_timeout(Duration::from_millis(10)) {
                Ok(item) => {
                    job(item);
                    done += 1;
                }
                Err(RecvTimeoutError::Timeout) => {}
                Err(RecvTimeoutError::Disconnected) => break,
            }
        }
        done
    })
}
