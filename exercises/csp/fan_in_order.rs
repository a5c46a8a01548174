//! # Fan-in, in order
//!
//! A film is converted by several threads, each of which does some of the pictures (*fan-out*). Every
//! thread has a channel for its results. Whoever writes the film needs one channel, with all pictures
//! in order (*fan-in*), and the pictures are large: no more of them may lie around than must.
//!
//! `fan_in_order(inputs)` returns at once the receiver of all items of all inputs, in order:
//!
//! - Items are numbered from 0. Every number occurs once, in any of the inputs, and within an input the
//!   numbers rise; otherwise they may be spread in any way.
//! - The output is a channel of capacity 0. The numbers are not sent on, only the items.
//! - An item whose turn has come is passed on even if nothing is heard from the other inputs.
//! - At most one item of each input has been received and not yet taken by the reader. An input whose
//!   item waits is not received from.
//! - When all inputs are closed and their items passed on, the output closes. With no inputs it does so
//!   at once.
//! - When the reader drops the output, it is noticed at the next item that would be passed on. From
//!   then on at most one further item of each input is received; then the input's receiver is dropped.
//! - Every thread that was started ends when all inputs are closed, at the latest. None panics.
//! - Whoever waits sleeps, without a time-out.
//!
//! Any number of threads may be used; items need not be `Clone`.
//!
//! What stands below is a first attempt: the usual fan-in, one thread an input. It loses nothing, but
//! the order is that of the faster thread. Keep the name and the signature; everything else is yours to
//! change.

use crossbeam::channel::{Receiver, bounded};
use std::thread;

/// Merges the numbered items of `inputs` into one channel, in the order of their numbers.
pub fn fan_in_order<T>(inputs: Vec<Receiver<(usize, T)>>) -> Receiver<T>
where
    T: Send + 'static,
{
    let (output, merged) = bounded(0);
    for input in inputs {
        let output = output.clone();
        thread::spawn(move || {
            for (_, item) in input {
                if output.send(item).is_err() {
                    break;
                }
            }
        });
    }
    merged
}
