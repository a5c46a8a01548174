//! Why an execution failed, in the words every report uses.

/// What is wrong with a program. The names are the kebab-case ones of every report.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Diagnosis {
    /// rustc refuses it.
    DoesNotCompile,
    /// Fails in every schedule, the sequential one too.
    WrongResult,
    /// Passes in some schedules, fails in others.
    Race,
    /// A cycle of holders and waiters, or everyone blocked.
    Deadlock,
    /// Everyone blocked, at least one in a wait or park, and no lock cycle.
    LostWakeup,
    /// Threads run for ever without getting anywhere.
    Livelock,
    /// A thread outlives its work.
    LeakedThread,
    /// A task outlives its work.
    LeakedTask,
    /// A child process, or its zombie, is left.
    LeakedProcess,
    /// A file descriptor is left open.
    LeakedDescriptor,
    /// Async code blocked its thread.
    BlockedLoop,
    /// One after the other where at the same time was asked.
    NotConcurrent,
    /// Too many steps, or too much virtual time.
    TooSlow,
    /// Uses what the exercise forbids.
    Forbidden,
    /// The program's own code panicked.
    Panicked,
    /// Memory, stack, steps or time ran out.
    OutOfResources,
}

impl Diagnosis {
    /// Every diagnosis, in the order of the documentation.
    pub const ALL: [Diagnosis; 16] = [
        Diagnosis::DoesNotCompile,
        Diagnosis::WrongResult,
        Diagnosis::Race,
        Diagnosis::Deadlock,
        Diagnosis::LostWakeup,
        Diagnosis::Livelock,
        Diagnosis::LeakedThread,
        Diagnosis::LeakedTask,
        Diagnosis::LeakedProcess,
        Diagnosis::LeakedDescriptor,
        Diagnosis::BlockedLoop,
        Diagnosis::NotConcurrent,
        Diagnosis::TooSlow,
        Diagnosis::Forbidden,
        Diagnosis::Panicked,
        Diagnosis::OutOfResources,
    ];

    /// The name in reports.
    pub fn name(self) -> &'static str {
        match self {
            Diagnosis::DoesNotCompile => "does-not-compile",
            Diagnosis::WrongResult => "wrong-result",
            Diagnosis::Race => "race",
            Diagnosis::Deadlock => "deadlock",
            Diagnosis::LostWakeup => "lost-wakeup",
            Diagnosis::Livelock => "livelock",
            Diagnosis::LeakedThread => "leaked-thread",
            Diagnosis::LeakedTask => "leaked-task",
            Diagnosis::LeakedProcess => "leaked-process",
            Diagnosis::LeakedDescriptor => "leaked-descriptor",
            Diagnosis::BlockedLoop => "blocked-loop",
            Diagnosis::NotConcurrent => "not-concurrent",
            Diagnosis::TooSlow => "too-slow",
            Diagnosis::Forbidden => "forbidden",
            Diagnosis::Panicked => "panicked",
            Diagnosis::OutOfResources => "out-of-resources",
        }
    }

    /// The diagnosis of that name.
    pub fn from_name(name: &str) -> Option<Diagnosis> {
        Diagnosis::ALL.into_iter().find(|d| d.name() == name)
    }
}
