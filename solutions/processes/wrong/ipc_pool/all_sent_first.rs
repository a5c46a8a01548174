//! wrong: deadlock
//! fails: a_thousand_inputs
//! It sends all inputs before it reads a result: the channels fill up in both directions, and both sides wait to send.

use ipc_channel::ipc::{self, IpcReceiver, IpcSender};
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
    let count = workers.min(inputs.len());
    let mut pool: Vec<Worker> = Vec::new();
    for _ in 0..count {
        let worker = start(&mut pool, job);
        pool.push(worker);
    }
    let mut results = Vec::new();
    for (index, input) in inputs.iter().enumerate() {
        // To a dead worker nothing can be sent; that is seen below.
        let _ = pool[index % count].inputs.send(*input);
    }
    for index in 0..inputs.len() {
        let slot = index % count;
        let result = pool[slot].outputs.recv();
        results.push(result.map_err(|_| {
            let died = reap(pool[slot].pid);
            // What was sent to the dead one after this input is sent again to the next.
            let worker = start(&mut pool, job);
            for later in inputs.iter().skip(index + count).step_by(count) {
                let _ = worker.inputs.send(*later);
            }
            pool[slot] = worker;
            died
        }));
    }
    for worker in pool {
        drop(worker.inputs);
        reap(worker.pid);
    }
    results
}

struct Worker {
    pid: Pid,
    inputs: IpcSender<u64>,
    outputs: IpcReceiver<u64>,
}

/// Forks a worker; `pool` are the ones there are, whose channels the new one must not hold open.
fn start(pool: &mut Vec<Worker>, job: fn(u64) -> u64) -> Worker {
    let (input_sender, input_receiver) = ipc::channel().expect("a channel");
    let (output_sender, output_receiver) = ipc::channel().expect("a channel");
    // SAFETY: the child runs `work` and ends in it.
    match unsafe { fork() }.expect("one more process") {
        ForkResult::Child => {
            pool.clear();
            drop((input_sender, output_receiver));
            work(&input_receiver, &output_sender, job)
        }
        ForkResult::Parent { child } => Worker { pid: child, inputs: input_sender, outputs: output_receiver },
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

/// What a worker does: one input after the other, until there are no more. Never returns, so that
/// nothing of the caller's runs in the worker.
fn work(inputs: &IpcReceiver<u64>, outputs: &IpcSender<u64>, job: fn(u64) -> u64) -> ! {
    // The channel closes when the pool needs the worker no longer.
    while let Ok(input) = inputs.recv() {
        match catch_unwind(|| job(input)) {
            Ok(output) => {
                if outputs.send(output).is_err() {
                    exit(1);
                }
            }
            Err(_) => exit(101),
        }
    }
    exit(0)
}

/// Ends this process at once: what the caller registered to run at its exit is not for a worker.
fn exit(code: i32) -> ! {
    // SAFETY: `_exit` has no precondition and runs no code of this process.
    unsafe { libc::_exit(code) }
}
