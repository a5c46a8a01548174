//! wrong: wrong-result
//! fails: results_in_order
//! A worker that has nothing more to do returns from the function it was forked in, and the code of the caller goes on in it.

use ipc_channel::ipc::{self, IpcReceiver, IpcSender};
use nix::{
    sys::wait::{WaitStatus, waitpid},
    unistd::{ForkResult, Pid, fork},
};

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
    let mut pool: Vec<(Pid, IpcSender<u64>, IpcReceiver<u64>)> = Vec::new();
    for _ in 0..workers {
        let (input_sender, input_receiver) = ipc::channel().expect("a channel");
        let (output_sender, output_receiver) = ipc::channel().expect("a channel");
        // SAFETY: the child computes until its channel closes.
        match unsafe { fork() }.expect("one more process") {
            ForkResult::Parent { child } => pool.push((child, input_sender, output_receiver)),
            ForkResult::Child => {
                pool.clear();
                drop((input_sender, output_receiver));
                while let Ok(input) = input_receiver.recv() {
                    output_sender.send(job(input)).expect("the caller listens");
                }
                return Vec::new();
            }
        }
    }
    let mut results = Vec::new();
    for batch in inputs.chunks(workers) {
        for (input, (_, sender, _)) in batch.iter().zip(&pool) {
            sender.send(*input).expect("a worker listens");
        }
        for (_, (pid, _, receiver)) in batch.iter().zip(&pool) {
            results.push(receiver.recv().map_err(|_| how_it_died(*pid)));
        }
    }
    for (pid, sender, _) in pool {
        drop(sender);
        how_it_died(pid);
    }
    results
}

fn how_it_died(pid: Pid) -> WorkerDied {
    match waitpid(pid, None) {
        Ok(WaitStatus::Exited(_, code)) => WorkerDied { signal: None, code: Some(code) },
        Ok(WaitStatus::Signaled(_, signal, _)) => WorkerDied { signal: Some(signal as i32), code: None },
        other => panic!("the worker has not ended: {other:?}"),
    }
}
