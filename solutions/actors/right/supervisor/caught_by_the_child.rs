//! right: the child catches the panic, says so and ends itself
//!
//! Nothing panics past the child, so the answer can say what happened instead of failing to come.
//! After a panic the child's state is not to be trusted: it stops, and a new one begins afresh.

use actix::prelude::*;
use std::panic::catch_unwind;

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
    child: Addr<Child>,
}

impl Supervised {
    /// Starts a supervisor and its first child.
    pub fn start(max_restarts: usize, job: fn(u64) -> u64) -> Addr<Supervised> {
        Actor::start(Supervised { job, restarts_left: max_restarts, child: Child { job }.start() })
    }

    fn child_crashed(&mut self, context: &mut Context<Supervised>) {
        match self.restarts_left.checked_sub(1) {
            Some(left) => {
                self.restarts_left = left;
                self.child = Child { job: self.job }.start();
            }
            None => context.stop(),
        }
    }
}

impl Actor for Supervised {
    type Context = Context<Supervised>;
}

impl Handler<Work> for Supervised {
    type Result = AtomicResponse<Supervised, Result<u64, Crashed>>;

    fn handle(&mut self, work: Work, _: &mut Context<Supervised>) -> Self::Result {
        let answer = self.child.send(Run(work.0)).into_actor(self);
        AtomicResponse::new(Box::pin(answer.map(|answer, supervised, context| {
            let answer = answer.unwrap_or(Err(Crashed));
            if answer.is_err() {
                supervised.child_crashed(context);
            }
            answer
        })))
    }
}

#[derive(Message)]
#[rtype(result = "Result<u64, Crashed>")]
struct Run(u64);

struct Child {
    job: fn(u64) -> u64,
}

impl Actor for Child {
    type Context = Context<Child>;
}

impl Handler<Run> for Child {
    type Result = Result<u64, Crashed>;

    fn handle(&mut self, run: Run, context: &mut Context<Child>) -> Result<u64, Crashed> {
        catch_unwind(|| (self.job)(run.0)).map_err(|_payload| {
            context.stop();
            Crashed
        })
    }
}
