//! # A pool of processes
//!
//! A photo service makes thumbnails with an old C library that crashes on some pictures.
//! A crash takes the whole process with it, so the library is to be called in *worker processes*: if one
//! dies, one picture is lost and not the service.
//!
//! Write `map_in_processes(workers, inputs, job)`, with `fork` from nix and channels from ipc-channel.
//! It runs `job` on every input in worker processes and returns one result for every input, in the
//! order of `inputs`.
//!
//! - There are at most `workers` processes at a time; 0 is refused with a panic.
//! - A worker takes one input after the other: no new process for every input.
//! - The workers are busy at the same time as long as inputs wait.
//! - A worker may die in `job`, by a signal or by an exit code, and `job` may panic: that ends the worker
//!   with exit code 101.
//!   Only the input it held fails, with a `WorkerDied` that says how: `signal` or `code`, never both.
//!   While inputs remain, the dead worker is replaced.
//! - A worker never goes on in the code that called `map_in_processes`, neither by returning nor by a
//!   panic.
//! - When the call returns, no child, no zombie and no open descriptor of it is left.
//!
//! What stands below works on a good day, with few inputs and no deaths. `unsafe` is needed once, for
//! `fork`; say in a `// SAFETY:` comment what the child does and does not do.

use ipc_channel::ipc;
use nix::unistd::{ForkResult, fork};
use std::process;

/// Why an input has no result: exactly one of the two is given.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct WorkerDied {
    /// The signal that killed the worker.
    pub signal: Option<i32>,
    /// The code the worker exited with.
    pub code: Option<i32>,
}

/// Runs `job` on every input in at most `workers` processes; the results come in the order of `inputs`.
///
/// # Panics
///
/// Panics if `workers` is 0.
pub fn map_in_processes(workers: usize, inputs: Vec<u64>, job: fn(u64) -> u64) -> Vec<Result<u64, WorkerDied>> {
    assert!(workers >= 1, "a pool needs a worker");
    let (output_sender, outputs) = ipc::channel().expect("a channel");
    let mut pool = Vec::new();
    for _ in 0..workers {
        let (input_sender, inputs) = ipc::channel::<u64>().expect("a channel");
        // SAFETY: the child computes until its channel closes and then exits.
        match unsafe { fork() }.expect("one more process") {
            ForkResult::Child => {
                while let Ok(input) = inputs.recv() {
                    output_sender.send(job(input)).expect("the caller listens");
                }
                process::exit(0);
            }
            ForkResult::Parent { .. } => pool.push(input_sender),
        }
    }
    for (input, worker) in inputs.iter().zip(pool.iter().cycle()) {
        worker.send(*input).expect("a worker listens");
    }
    inputs.iter().map(|_| Ok(outputs.recv().expect("a worker answers"))).collect()
}
