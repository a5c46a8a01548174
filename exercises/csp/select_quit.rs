//! # Work until told to quit
//!
//! A printing service has a worker that prints one document after the other. When the service is to be
//! updated, the worker finishes the document it is at and leaves; what has not been begun stays in the
//! queue, for the worker of the new version.
//!
//! `start_worker(work, quit, job)` starts such a worker and returns at once:
//!
//! - The worker is one thread. It calls `job` for each item it receives from `work`, in order.
//! - The order to quit is a message on `quit`, or that all senders of `quit` are gone.
//! - Before each item the worker looks whether it is to quit. If the order was given before that look,
//!   it takes no further item, however many there are.
//! - An order that comes while an item is being done lets it be finished; one that comes while the
//!   worker waits for work ends the waiting.
//! - What the worker has not taken it leaves in the channel; what it has taken, it does. An item that
//!   comes at the same moment as the order may be taken or left, but never lost.
//! - When all senders of `work` are gone and every item is taken, the worker ends without an order.
//! - At its end the worker drops both receivers and `job`. `JoinHandle::join` returns how many items it
//!   has done.
//! - While there is neither work nor an order, the worker sleeps, without a time-out.
//!
//! Several workers may share clones of the same channels. Each message on `quit` is for one of them;
//! when its senders are gone, all of them leave.
//!
//! What stands below is a first attempt. It quits if somebody sends it more work. Keep the name and the
//! signature; everything else is yours to change.

use crossbeam::channel::Receiver;
use std::thread::{self, JoinHandle};

/// Starts a thread that calls `job` for every item of `work` until it is told to quit or there is no
/// more work; the thread returns how many items it has done.
pub fn start_worker<J>(work: Receiver<u64>, quit: Receiver<()>, mut job: J) -> JoinHandle<usize>
where
    J: FnMut(u64) + Send + 'static,
{
    thread::spawn(move || {
        let mut done = 0;
        for item in &work {
            if quit.try_recv().is_ok() {
                break;
            }
            job(item);
            done += 1;
        }
        done
    })
}
