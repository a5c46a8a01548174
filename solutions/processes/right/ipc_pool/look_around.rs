//! right: looks at one worker after the other and naps when none has anything new
//!
//! Death is noticed by the child's status alone, so a copy of a channel's end left in another worker
//! does no harm; a guard ends the worker when a panic unwinds through it.

use ipc_channel::ipc::{self, IpcReceiver, IpcSender};
use nix::{
    libc,
    sys::{
        signal::{Signal, kill},
        wait::{WaitPidFlag, WaitStatus, waitpid},
    },
    unistd::{ForkResult, Pid, fork},
};
use std::{collections::VecDeque, thread, time::Duration};

/// Why an input has no result: exactly one of the two is given.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct WorkerDied {
    /// The signal that killed the worker.
    pub signal: Option<i32>,
    /// The code the worker exited with.
    pub code: Option<i32>,
}

struct Worker {
    pid: Pid,
    inputs: IpcSender<u64>,
    outputs: IpcReceiver<u64>,
    /// Index of the input it works on.
    holds: Option<usize>,
}

pub fn map_in_processes(workers: usize, inputs: Vec<u64>, job: fn(u64) -> u64) -> Vec<Result<u64, WorkerDied>> {
    assert!(workers >= 1, "a pool needs a worker");
    let mut results: Vec<Option<Result<u64, WorkerDied>>> = vec![None; inputs.len()];
    let mut waiting: VecDeque<(usize, u64)> = inputs.into_iter().enumerate().collect();
    let mut pool: Vec<Worker> = Vec::new();
    while results.iter().any(Option::is_none) {
        let mut news = false;
        while pool.len() < workers.min(waiting.len() + pool.len()) {
            pool.push(start(job));
        }
        for worker in &mut pool {
            if worker.holds.is_none()
                && let Some((index, input)) = waiting.pop_front()
            {
                worker.inputs.send(input).expect("an idle worker listens");
                worker.holds = Some(index);
                news = true;
            }
        }
        pool.retain_mut(|worker| {
            // The status first: once it says that the worker is dead, whatever it had sent is there.
            let died = status(worker.pid);
            let output = worker.outputs.try_recv().ok();
            if let (Some(index), Some(output)) = (worker.holds, output) {
                results[index] = Some(Ok(output));
                worker.holds = None;
                news = true;
            }
            if let Some(died) = died {
                if let Some(index) = worker.holds {
                    results[index] = Some(Err(died));
                }
                news = true;
            }
            died.is_none()
        });
        if !news {
            thread::sleep(Duration::from_millis(1));
        }
    }
    for worker in pool {
        kill(worker.pid, Signal::SIGKILL).expect("a child can be killed");
        waitpid(worker.pid, None).expect("a killed child can be waited for");
    }
    results.into_iter().flatten().collect()
}

/// How the child ended, if it has.
fn status(pid: Pid) -> Option<WorkerDied> {
    match waitpid(pid, Some(WaitPidFlag::WNOHANG)).expect("a child can be asked for") {
        WaitStatus::Exited(_, code) => Some(WorkerDied { signal: None, code: Some(code) }),
        WaitStatus::Signaled(_, signal, _) => Some(WorkerDied { signal: Some(signal as i32), code: None }),
        _ => None,
    }
}

fn start(job: fn(u64) -> u64) -> Worker {
    let (input_sender, input_receiver) = ipc::channel::<u64>().expect("a channel");
    let (output_sender, output_receiver) = ipc::channel::<u64>().expect("a channel");
    // SAFETY: the child runs the loop below and leaves it only through the guard.
    match unsafe { fork() }.expect("one more process") {
        ForkResult::Parent { child } => {
            Worker { pid: child, inputs: input_sender, outputs: output_receiver, holds: None }
        }
        ForkResult::Child => {
            let _guard = EndHere;
            loop {
                let input = input_receiver.recv().expect("the pool kills its workers");
                output_sender.send(job(input)).expect("the pool listens");
            }
        }
    }
}

/// Ends the process when it is dropped, which is when a panic comes by.
struct EndHere;

impl Drop for EndHere {
    fn drop(&mut self) {
        // SAFETY: `_exit` has no precondition and runs no code of this process.
        unsafe { libc::_exit(101) }
    }
}
