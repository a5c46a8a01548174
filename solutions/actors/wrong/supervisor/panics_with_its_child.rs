//! wrong: wrong-result
//! fails: a_crash_is_answered
//! Unwraps the answer of the child, so the child's crash is the supervisor's.

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
    child: Addr<Child>,
}

impl Supervised {
    /// Starts a supervisor and its first child.
    pub fn start(_max_restarts: usize, job: fn(u64) -> u64) -> Addr<Supervised> {
        Actor::start(Supervised { child: Child { job }.start() })
    }
}

impl Actor for Supervised {
    type Context = Context<Supervised>;
}

impl Handler<Work> for Supervised {
    type Result = AtomicResponse<Supervised, Result<u64, Crashed>>;

    fn handle(&mut self, work: Work, _: &mut Context<Supervised>) -> Self::Result {
        let answer = self.child.send(Run(work.0)).into_actor(self);
        AtomicResponse::new(Box::pin(answer.map(|answer, _, _| Ok(answer.unwrap()))))
    }
}

#[derive(Message)]
#[rtype(result = "u64")]
struct Run(u64);

struct Child {
    job: fn(u64) -> u64,
}

impl Actor for Child {
    type Context = Context<Child>;
}

impl Handler<Run> for Child {
    type Result = u64;

    fn handle(&mut self, run: Run, _: &mut Context<Child>) -> u64 {
        (self.job)(run.0)
    }
}
