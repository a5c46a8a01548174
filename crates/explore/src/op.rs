//! The visible operations a trace can show.

/// A visible operation. `name` is what a trace calls it; the kind decides how a deadlock is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Op {
    /// Acquire exclusively; waits while held.
    Lock,
    /// Acquire shared; waits while held exclusively.
    Read,
    /// Acquire for writing; waits while held.
    Write,
    /// Release.
    Unlock,
    /// Acquire if free, never waits.
    TryLock,
    /// Wait on a condition variable.
    Wait,
    /// Wake one waiter.
    NotifyOne,
    /// Wake all waiters.
    NotifyAll,
    /// Park.
    Park,
    /// Unpark another thread.
    Unpark,
    /// Wait for a thread to finish.
    Join,
    /// Start a thread.
    Spawn,
    /// Give way.
    Yield,
    /// Sleep.
    Sleep,
    /// Read an atomic.
    Load,
    /// Write an atomic.
    Store,
    /// Read, change and write an atomic in one step.
    ReadModifyWrite,
    /// Send on a channel.
    Send,
    /// Receive from a channel.
    Receive,
    /// Close an end of a channel.
    Close,
    /// Wait for one of several channels.
    Select,
    /// Wait at a barrier, latch or wait group.
    Arrive,
    /// Initialise once.
    Initialise,
    /// An async task is polled.
    Poll,
    /// A marker a check places in the trace: an operation called or returned.
    Mark,
    /// Anything else, by the name the learner writes.
    Other(&'static str),
}

impl Op {
    /// What a trace calls the operation.
    pub fn name(self) -> &'static str {
        match self {
            Op::Lock => "lock",
            Op::Read => "read-lock",
            Op::Write => "write-lock",
            Op::Unlock => "unlock",
            Op::TryLock => "try-lock",
            Op::Wait => "wait",
            Op::NotifyOne => "notify-one",
            Op::NotifyAll => "notify-all",
            Op::Park => "park",
            Op::Unpark => "unpark",
            Op::Join => "join",
            Op::Spawn => "spawn",
            Op::Yield => "yield",
            Op::Sleep => "sleep",
            Op::Load => "load",
            Op::Store => "store",
            Op::ReadModifyWrite => "update",
            Op::Send => "send",
            Op::Receive => "receive",
            Op::Close => "close",
            Op::Select => "select",
            Op::Arrive => "arrive",
            Op::Initialise => "initialise",
            Op::Poll => "poll",
            Op::Mark => "mark",
            Op::Other(name) => name,
        }
    }
}
