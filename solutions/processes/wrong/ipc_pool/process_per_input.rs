//! wrong: wrong-result
//! fails: workers_are_reused
//! Every input gets a process of its own: never more than `workers` at once, but none is used twice.

use ipc_channel::ipc::{self, IpcReceiver};
use nix::{
    errno::Errno,
    libc,
    sys::wait::{WaitStatus, waitpid},
    unistd::{ForkResult, Pid, fork},
};
use std::panic::catch_unwind;

/// Why an input has no result: exactly one of the two is given.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct WorkerDied {
    /// The signal that killed the worker.
    pub signal: Option<i32>,
    /// The code the worker exited with.
    pub code: Option<i32>,
}

pub fn map_in_processes(workers: usize, inputs: Vec<u64>, job: fn(u64) -> u64) -> Vec<Result<u64, WorkerDied>> {
    assert!(workers >= 1, "a pool needs a worker");
    let mut results = Vec::new();
    for batch in inputs.chunks(workers) {
        let running: Vec<_> = batch.iter().map(|input| start(*input, job)).collect();
        results.extend(running.into_iter().map(|(pid, output)| {
            let output = output.recv();
            let died = reap(pid);
            output.map_err(|_| died)
        }));
    }
    results
}

/// A process for one input, and where its output comes from.
fn start(input: u64, job: fn(u64) -> u64) -> (Pid, IpcReceiver<u64>) {
    let (sender, receiver) = ipc::channel().expect("a channel");
    // SAFETY: the child computes one result, sends it and ends here.
    match unsafe { fork() }.expect("one more process") {
        ForkResult::Parent { child } => (child, receiver),
        ForkResult::Child => {
            let code = match catch_unwind(|| job(input)) {
                Ok(output) => i32::from(sender.send(output).is_err()),
                Err(_) => 101,
            };
            // SAFETY: `_exit` has no precondition and runs no code of this process.
            unsafe { libc::_exit(code) }
        }
    }
}

/// Waits until that child has ended and says how.
fn reap(pid: Pid) -> WorkerDied {
    loop {
        match waitpid(pid, None) {
            Ok(WaitStatus::Exited(_, code)) => return WorkerDied { signal: None, code: Some(code) },
            Ok(WaitStatus::Signaled(_, signal, _)) => {
                return WorkerDied { signal: Some(signal as i32), code: None };
            }
            // Stopped, continued, or the wait was interrupted: it has not ended yet.
            Ok(_) | Err(Errno::EINTR) => {}
            Err(error) => panic!("the worker is a child that nobody else waits for: {error}"),
        }
    }
}
