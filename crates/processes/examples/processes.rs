//! A process is copied, ends, and is waited for; a pipe between two of them ends when its last writer
//! is gone; a channel gets full.
//!
//! Belongs to the lesson `processes`; run it with `cargo run -p learn-processes --example processes`.

use ipc_channel::ipc;
use nix::{
    errno::Errno,
    libc,
    sys::{
        signal::{Signal, raise},
        socket::{AddressFamily, MsgFlags, SockFlag, SockType, send, socketpair},
        wait::{Id, WaitPidFlag, WaitStatus, waitid, waitpid},
    },
    unistd::{ForkResult, Pid, fork, pipe, read, write},
};
use std::{error::Error, fs, os::fd::AsRawFd, panic::catch_unwind};

fn main() -> Result<(), Box<dyn Error>> {
    println!("# Three ends");
    for end in [well, badly, by_signal, by_panic] {
        let pid = in_a_child(end)?;
        println!("{}", how_it_ended(pid)?);
    }

    println!("# A zombie");
    zombie()?;

    println!("# A pipe");
    println!("the child wrote {:?}", through_a_pipe()?);

    println!("# A full channel");
    println!("{} messages fit, then the sender waits", until_full()?);

    println!("# A message in a channel");
    through_a_channel()?;
    Ok(())
}

fn well() -> i32 {
    0
}

fn badly() -> i32 {
    3
}

fn by_signal() -> i32 {
    raise(Signal::SIGKILL).expect("a process may signal itself");
    0
}

fn by_panic() -> i32 {
    std::panic::set_hook(Box::new(|_| {}));
    panic!("the library crashed");
}

// ANCHOR: fork
/// Runs `work` in a child and ends the child with the code that it returns.
fn in_a_child(work: fn() -> i32) -> nix::Result<Pid> {
    // SAFETY: this program has one thread, so no lock is held by another one when it is copied, and the
    // child ends in this function.
    match unsafe { fork() }? {
        ForkResult::Parent { child } => Ok(child),
        ForkResult::Child => {
            let code = catch_unwind(work).unwrap_or(101);
            // SAFETY: `_exit` has no precondition and runs no code of this process.
            unsafe { libc::_exit(code) }
        }
    }
}
// ANCHOR_END: fork

// ANCHOR: wait
/// Waits for a child and says how it ended.
fn how_it_ended(pid: Pid) -> nix::Result<String> {
    loop {
        return match waitpid(pid, None) {
            Ok(WaitStatus::Exited(_, code)) => Ok(format!("exited with code {code}")),
            Ok(WaitStatus::Signaled(_, signal, _)) => Ok(format!("killed by {signal}")),
            // Stopped or continued, or the wait was interrupted by a signal: it lives on.
            Ok(_) | Err(Errno::EINTR) => continue,
            Err(error) => Err(error),
        };
    }
}
// ANCHOR_END: wait

fn zombie() -> Result<(), Box<dyn Error>> {
    let pid = in_a_child(well)?;
    // ANCHOR: zombie
    // Waits until the child has ended, and leaves it as it is.
    waitid(Id::Pid(pid), WaitPidFlag::WEXITED | WaitPidFlag::WNOWAIT)?;
    let line = fs::read_to_string(format!("/proc/{pid}/stat"))?;
    let (_, state) = line.rsplit_once(") ").ok_or("a stat line")?;
    println!("before waitpid its state is {}", &state[..1]);
    how_it_ended(pid)?;
    println!("after it, /proc knows it: {}", fs::exists(format!("/proc/{pid}"))?);
    // ANCHOR_END: zombie
    Ok(())
}

// ANCHOR: pipe
fn through_a_pipe() -> Result<String, Box<dyn Error>> {
    let (reader, writer) = pipe()?;
    // SAFETY: one thread; the child writes and ends here.
    let ForkResult::Parent { child } = (unsafe { fork() })? else {
        drop(reader);
        let _ = write(&writer, b"hello");
        // SAFETY: `_exit` has no precondition and runs no code of this process.
        unsafe { libc::_exit(0) }
    };
    // Without this line the loop below never ends: it would wait for what this process may yet write.
    drop(writer);
    let mut all = Vec::new();
    let mut part = [0; 2];
    loop {
        match read(&reader, &mut part) {
            Ok(0) => break, // End of file: the last writer is gone.
            Ok(length) => all.extend_from_slice(&part[..length]),
            Err(Errno::EINTR) => {}
            Err(error) => return Err(error.into()),
        }
    }
    how_it_ended(child)?;
    Ok(String::from_utf8(all)?)
}
// ANCHOR_END: pipe

// ANCHOR: full
/// How many small messages a socket like those under ipc-channel takes before anyone reads.
fn until_full() -> nix::Result<u32> {
    let flags = SockFlag::SOCK_NONBLOCK | SockFlag::SOCK_CLOEXEC;
    let (sender, _receiver) = socketpair(AddressFamily::Unix, SockType::SeqPacket, None, flags)?;
    let mut sent = 0;
    loop {
        // Blocking, as ipc-channel's are, this socket would now put the sender to sleep.
        match send(sender.as_raw_fd(), &[0; 17], MsgFlags::empty()) {
            Ok(_) => sent += 1,
            Err(Errno::EAGAIN) => return Ok(sent),
            Err(error) => return Err(error),
        }
    }
}
// ANCHOR_END: full

// ANCHOR: channel
fn through_a_channel() -> Result<(), Box<dyn Error>> {
    let (sender, receiver) = ipc::channel::<(String, u64)>()?;
    // SAFETY: one thread; the child sends and ends here.
    let ForkResult::Parent { child } = (unsafe { fork() })? else {
        drop(receiver);
        let sent = sender.send(("answer".to_owned(), 42));
        // SAFETY: `_exit` has no precondition and runs no code of this process.
        unsafe { libc::_exit(i32::from(sent.is_err())) }
    };
    drop(sender);
    println!("{:?}", receiver.recv()?);
    println!("and then: {:?}", receiver.recv());
    how_it_ended(child)?;
    Ok(())
}
// ANCHOR_END: channel
