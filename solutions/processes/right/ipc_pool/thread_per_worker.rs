//! right: a thread of the caller looks after each worker and blocks on its channel
//!
//! Forking takes a lock: between making a channel and closing the worker's end of it, another thread
//! must not fork, or its worker would hold a copy of that end and the death would go unnoticed.

use ipc_channel::ipc::{self, IpcReceiver, IpcSender};
use nix::{
    errno::Errno,
    libc,
    sys::wait::{WaitStatus, waitpid},
    unistd::{ForkResult, Pid, fork},
};
use std::{panic::catch_unwind, sync::Mutex, thread};

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
    let results = Mutex::new(vec![None; inputs.len()]);
    let workers = workers.min(inputs.len());
    let waiting = Mutex::new(inputs.into_iter().enumerate());
    let forking = Mutex::new(());
    let next = || waiting.lock().unwrap().next();
    thread::scope(|scope| {
        for _ in 0..workers {
            scope.spawn(|| {
                let mut worker: Option<Worker> = None;
                while let Some((index, input)) = next() {
                    let current = worker.get_or_insert_with(|| Worker::fork(&forking, job));
                    let answer = current.inputs.send(Some(input)).and_then(|()| current.outputs.recv());
                    let result = match answer {
                        Ok(output) => Ok(output),
                        Err(_) => Err(reap(worker.take().expect("it was there").pid)),
                    };
                    results.lock().unwrap()[index] = Some(result);
                }
                if let Some(worker) = worker {
                    // Later workers hold copies of this sender: dropping it would not close the channel.
                    let _ = worker.inputs.send(None);
                    reap(worker.pid);
                }
            });
        }
    });
    let results = results.into_inner().unwrap();
    results.into_iter().map(|result| result.expect("every input was taken")).collect()
}

struct Worker {
    pid: Pid,
    inputs: IpcSender<Option<u64>>,
    outputs: IpcReceiver<u64>,
}

impl Worker {
    fn fork(forking: &Mutex<()>, job: fn(u64) -> u64) -> Worker {
        let _alone = forking.lock().unwrap();
        let (input_sender, input_receiver) = ipc::channel().expect("a channel");
        let (output_sender, output_receiver) = ipc::channel().expect("a channel");
        // SAFETY: the child has only this thread. It takes no lock of the caller's and ends in `work`.
        match unsafe { fork() }.expect("one more process") {
            ForkResult::Child => work(&input_receiver, &output_sender, job),
            ForkResult::Parent { child } => Worker { pid: child, inputs: input_sender, outputs: output_receiver },
        }
    }
}

/// What a worker does, until it is told to stop.
fn work(inputs: &IpcReceiver<Option<u64>>, outputs: &IpcSender<u64>, job: fn(u64) -> u64) -> ! {
    while let Ok(Some(input)) = inputs.recv() {
        match catch_unwind(|| job(input)) {
            Ok(output) => drop(outputs.send(output)),
            Err(_) => exit(101),
        }
    }
    exit(0)
}

/// Ends this process at once.
fn exit(code: i32) -> ! {
    // SAFETY: `_exit` has no precondition and runs no code of this process.
    unsafe { libc::_exit(code) }
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
