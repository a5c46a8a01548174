//! What the lessons say of ipc-channel and of the sockets under it, run.

use ipc_channel::{
    IpcError,
    ipc::{self, IpcReceiverSet, IpcSelectionResult},
};
use nix::{
    libc,
    sys::{
        signal::{SaFlags, SigAction, SigHandler, SigSet, Signal, kill, raise, sigaction},
        wait::{WaitStatus, waitpid},
    },
    unistd::{ForkResult, Pid, fork},
};
use std::sync::{Mutex, MutexGuard, PoisonError};

/// A child forked by one test would hold copies of the channels of another, so one test at a time.
static ONE: Mutex<()> = Mutex::new(());

fn alone() -> MutexGuard<'static, ()> {
    ONE.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Forks a child that does `work` and exits with code 0.
fn child(work: impl FnOnce()) -> Pid {
    // SAFETY: the child uses what it was given, takes no lock of another thread's and ends here.
    match unsafe { fork() }.unwrap() {
        ForkResult::Parent { child } => child,
        ForkResult::Child => {
            work();
            // SAFETY: `_exit` has no precondition and runs no code of this process.
            unsafe { libc::_exit(0) }
        }
    }
}

fn ended_well(pid: Pid) {
    assert_eq!(waitpid(pid, None), Ok(WaitStatus::Exited(pid, 0)));
}

#[test]
fn a_channel_ends_with_its_last_sender_in_whichever_process_it_is() {
    let _alone = alone();
    let (sender, receiver) = ipc::channel::<u64>().unwrap();
    let (stop, stopped) = ipc::channel::<()>().unwrap();
    // Holds a copy of `sender` until it is told to end.
    let pid = child(|| stopped.recv().unwrap());
    drop(sender);
    assert!(matches!(receiver.try_recv(), Err(ipc_channel::TryRecvError::Empty)));
    stop.send(()).unwrap();
    ended_well(pid);
    assert!(matches!(receiver.recv(), Err(IpcError::Disconnected)));
}

#[test]
fn a_set_tells_which_worker_was_killed_and_what_it_had_sent() {
    let _alone = alone();
    let mut set = IpcReceiverSet::new().unwrap();
    let (sender, receiver) = ipc::channel::<u64>().unwrap();
    let pid = child(|| {
        sender.send(5).unwrap();
        raise(Signal::SIGKILL).unwrap();
    });
    drop(sender);
    let id = set.add(receiver).unwrap();
    let mut seen = Vec::new();
    while seen.last() != Some(&None) {
        for event in set.select().unwrap() {
            match event {
                IpcSelectionResult::MessageReceived(from, message) => {
                    assert_eq!(from, id);
                    seen.push(Some(message.to::<u64>().unwrap()));
                }
                IpcSelectionResult::ChannelClosed(from) => {
                    assert_eq!(from, id);
                    seen.push(None);
                }
            }
        }
    }
    assert_eq!(seen, [Some(5), None]);
    assert_eq!(waitpid(pid, None), Ok(WaitStatus::Signaled(pid, Signal::SIGKILL, false)));
}

#[test]
fn sending_to_a_dead_process_is_an_error_and_no_signal() {
    let _alone = alone();
    let (sender, receiver) = ipc::channel::<u64>().unwrap();
    let pid = child(|| ());
    drop(receiver);
    ended_well(pid);
    assert!(matches!(sender.send(1), Err(IpcError::Io(_))));
}

#[test]
fn an_interrupted_recv_is_not_called_again() {
    let _alone = alone();
    extern "C" fn nothing(_: libc::c_int) {}
    let (_sender, receiver) = ipc::channel::<u64>().unwrap();
    let pid = child(|| {
        let action = SigAction::new(SigHandler::Handler(nothing), SaFlags::empty(), SigSet::empty());
        // SAFETY: the handler does nothing.
        unsafe { sigaction(Signal::SIGUSR1, &action) }.unwrap();
        let result = receiver.recv();
        let interrupted = matches!(result, Err(IpcError::Io(e)) if e.kind() == std::io::ErrorKind::Interrupted);
        // SAFETY: `_exit` has no precondition and runs no code of this process.
        unsafe { libc::_exit(if interrupted { 0 } else { 1 }) }
    });
    // Not before the child is receiving.
    let status = loop {
        let line = std::fs::read_to_string(format!("/proc/{pid}/syscall")).unwrap_or_default();
        if line.starts_with(&format!("{} ", libc::SYS_recvmsg)) {
            kill(pid, Signal::SIGUSR1).unwrap();
            break waitpid(pid, None);
        }
        std::thread::yield_now();
    };
    assert_eq!(status, Ok(WaitStatus::Exited(pid, 0)));
}
