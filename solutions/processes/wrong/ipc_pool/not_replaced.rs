//! wrong: wrong-result
//! fails: a_death_is_told
//! A dead worker is not replaced; once all are dead, the inputs that still wait are reported as failed too.

use ipc_channel::ipc::{self, IpcReceiver, IpcReceiverSet, IpcSelectionResult, IpcSender};
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

/// Runs `job` on every input in at most `workers` processes; the results come in the order of `inputs`.
///
/// # Panics
///
/// Panics if `workers` is 0.
pub fn map_in_processes(workers: usize, inputs: Vec<u64>, job: fn(u64) -> u64) -> Vec<Result<u64, WorkerDied>> {
    assert!(workers >= 1, "a pool needs a worker");
    let mut results = vec![None; inputs.len()];
    let mut waiting = inputs.into_iter().enumerate();
    let mut pool = Pool { workers: Vec::new(), outputs: IpcReceiverSet::new().expect("epoll") };

    while pool.workers.len() < workers && waiting.len() > 0 {
        pool.add(job);
        pool.give_next(pool.workers.len() - 1, &mut waiting, job);
    }
    // An input is handed out only when its worker has nothing else to do. So there is never more than
    // one message in a channel, and no send can block.
    while pool.workers.iter().any(|worker| worker.holds.is_some()) {
        for event in pool.outputs.select().expect("the set of channels can be waited on") {
            match event {
                IpcSelectionResult::MessageReceived(id, message) => {
                    let Some(index) = pool.find(id) else { continue };
                    let output = message.to().expect("a worker sends numbers");
                    if let Some(held) = pool.workers[index].holds.take() {
                        results[held] = Some(Ok(output));
                    }
                    pool.give_next(index, &mut waiting, job);
                }
                IpcSelectionResult::ChannelClosed(id) => {
                    let Some(index) = pool.find(id) else { continue };
                    let dead = pool.workers.swap_remove(index);
                    // Before there is another one: never more than `workers` of them.
                    let died = reap(dead.pid);
                    if let Some(held) = dead.holds {
                        results[held] = Some(Err(died));
                    }
                    if pool.workers.is_empty() {
                        for (index, _) in waiting.by_ref() {
                            results[index] = Some(Err(died));
                        }
                    }
                }
            }
        }
    }
    pool.close();
    results.into_iter().map(|result| result.expect("every input was given to a worker")).collect()
}

struct Worker {
    pid: Pid,
    /// Where its inputs go.
    inputs: IpcSender<u64>,
    /// Which channel of the set its outputs come from.
    id: u64,
    /// The index of the input it works on.
    holds: Option<usize>,
}

struct Pool {
    workers: Vec<Worker>,
    outputs: IpcReceiverSet,
}

impl Pool {
    /// Forks one more worker.
    fn add(&mut self, job: fn(u64) -> u64) {
        let (input_sender, input_receiver) = ipc::channel().expect("a channel");
        let (output_sender, output_receiver) = ipc::channel().expect("a channel");
        // SAFETY: the child runs `work` and ends in it. The lock of the allocator is the only one it
        // needs, and the C library hands that over to a forked child in order.
        match unsafe { fork() }.expect("one more process") {
            ForkResult::Child => {
                // The child has a copy of every descriptor of the pool. A channel closes when its last
                // sender is closed, so one kept here would keep an older worker from ever ending.
                self.workers.clear();
                drop((input_sender, output_receiver));
                work(&input_receiver, &output_sender, job)
            }
            ForkResult::Parent { child } => {
                // `output_sender` is dropped here: now the worker has the only one, and the channel
                // closes when it dies.
                let id = self.outputs.add(output_receiver).expect("the set takes a channel");
                self.workers.push(Worker { pid: child, inputs: input_sender, id, holds: None });
            }
        }
    }

    /// Gives the worker at `index` the next input, if there is one.
    fn give_next(
        &mut self,
        index: usize,
        waiting: &mut impl ExactSizeIterator<Item = (usize, u64)>,
        job: fn(u64) -> u64,
    ) {
        let Some((input_index, input)) = waiting.next() else { return };
        while self.workers[index].inputs.send(input).is_err() {
            // It died with nothing to do: no input fails for that.
            reap(self.workers[index].pid);
            self.add(job);
            self.workers.swap_remove(index);
        }
        self.workers[index].holds = Some(input_index);
    }

    fn find(&self, id: u64) -> Option<usize> {
        self.workers.iter().position(|worker| worker.id == id)
    }

    /// Tells the workers that there is nothing more to do, and waits for them.
    fn close(self) {
        for worker in self.workers {
            drop(worker.inputs);
            reap(worker.pid);
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
