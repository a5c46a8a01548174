//! What one execution leaves behind: its operations, its failure, its schedule.

use crate::Diagnosis;
use crate::rt::{Place, Tid};
use crate::strategy::Segment;
use std::collections::HashMap;

/// A lock, channel, atomic …, as a trace names it.
#[derive(Debug, Clone, Copy)]
pub struct ObjectInfo {
    /// The type's name as the learner writes it.
    pub kind: &'static str,
    /// Where it was created.
    pub place: Place,
}

/// One visible operation.
#[derive(Debug, Clone)]
pub struct Event {
    /// The thread, or the async task, that made it.
    pub thread: String,
    /// The operation.
    pub op: &'static str,
    /// The object operated on: its number in the execution and what it is.
    pub object: Option<(u32, ObjectInfo)>,
    /// Where it stands; none for what belongs to no line (a lens's own events).
    pub place: Option<Place>,
    /// What was read or written.
    pub value: Option<String>,
    /// What else happened: it waits, timed out, woke for no reason.
    pub note: Option<&'static str>,
    /// Whether the scheduler switched here although the thread before could have gone on.
    pub switch: bool,
    /// Who could have run instead.
    pub could_run: Vec<String>,
}

/// A thread that cannot go on, at a deadlock or as a leak.
#[derive(Debug, Clone)]
pub struct Blocked {
    /// Its name.
    pub thread: String,
    /// What it waits in.
    pub op: &'static str,
    /// What it waits for.
    pub object: Option<(u32, ObjectInfo)>,
    /// Where.
    pub place: Option<Place>,
    /// What it holds, and where it got it.
    pub holds: Vec<(u32, ObjectInfo, Place)>,
    /// Who holds, or is, what it waits for.
    pub held_by: Vec<String>,
    /// Whether it is part of the cycle.
    pub in_cycle: bool,
}

/// How an execution failed, before many executions say what that means.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Kind {
    /// A panic: in the main thread, or in a thread where nobody saw it.
    Panic,
    /// Decided within the execution.
    Decided(Diagnosis),
    /// The step limit.
    Overrun,
    /// Cannot be judged.
    Unsupported,
}

/// A failed execution.
#[derive(Debug, Clone)]
pub struct Failure {
    /// How it failed.
    pub kind: Kind,
    /// What happened, for people.
    pub message: String,
    /// Where, if at one place.
    pub place: Option<(String, u32, u32)>,
    /// The thread it happened in.
    pub thread: Option<String>,
    /// Who is blocked, if that is the failure.
    pub blocked: Vec<Blocked>,
}

impl Execution {
    /// What it took, in steps: starting a thread costs about as much as a hundred.
    pub(crate) fn cost(&self) -> u64 {
        self.steps + 100 * (1 + self.thread_steps.len() as u64)
    }
}

/// One finished execution.
pub struct Execution {
    /// None if it passed.
    pub failure: Option<Failure>,
    /// Scheduling points.
    pub steps: u64,
    /// Points at which there was a choice.
    pub choices: u32,
    /// Switches away from a thread that could have gone on.
    pub preemptions: u32,
    /// Switches in all.
    pub switches: u32,
    /// Where it left the default policy: choice number and what was taken.
    pub deviations: Vec<(u32, u32)>,
    /// The schedule as runs of one thread. Recorded only while tracing.
    pub segments: Vec<Segment>,
    /// The value choices other than 0. Recorded only while tracing.
    pub picks: HashMap<(Tid, u32), u32>,
    /// The operations. Recorded only while tracing.
    pub events: Vec<Event>,
    /// What the program printed. Recorded only while tracing.
    pub output: String,
    /// Threads were abandoned in the middle: thread-local state of this operating-system thread
    /// (panic counts, an async runtime's context) may be off from now on.
    pub tainted: bool,
    /// Steps that changed nothing, of the last half: tells spinning from working.
    pub idle_steps: u64,
    /// Threads the execution had, and the steps each made.
    pub thread_steps: Vec<u64>,
    /// An atomic was used with an ordering weaker than it was judged with.
    pub weak_orderings: bool,
}
