//! wrong: wrong-result
//! fails: a_crash_is_answered
//! Trusts that `actix::Supervisor` restarts after a panic; it does so only after a stop, and the caller of the crash gets a mailbox error.

use actix::prelude::*;

/// A number for the job.
#[derive(Message)]
#[rtype(result = "Result<u64, Crashed>")]
pub struct Work(pub u64);

/// The job panicked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Crashed;

/// Runs a job in a child actor and replaces the child when it crashes.
pub struct Supervised {
    job: fn(u64) -> u64,
    restarts_left: usize,
}

impl Supervised {
    /// Starts a supervisor and its first child.
    pub fn start(max_restarts: usize, job: fn(u64) -> u64) -> Addr<Supervised> {
        Supervisor::start(move |_| Supervised { job, restarts_left: max_restarts })
    }
}

impl Actor for Supervised {
    type Context = Context<Supervised>;
}

impl actix::Supervised for Supervised {
    fn restarting(&mut self, context: &mut Context<Supervised>) {
        match self.restarts_left.checked_sub(1) {
            Some(left) => self.restarts_left = left,
            None => context.stop(),
        }
    }
}

impl Handler<Work> for Supervised {
    type Result = Result<u64, Crashed>;

    fn handle(&mut self, work: Work, _: &mut Context<Supervised>) -> Self::Result {
        Ok((self.job)(work.0))
    }
}
