//! right: all children, one after the other, on one thread beside the supervisor's
//!
//! A panic ends the task of the actor, not the arbiter, so the next child can live in the same one.

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
    restarts: usize,
    max_restarts: usize,
    nursery: ArbiterHandle,
    child: Option<Addr<Child>>,
}

impl Supervised {
    /// Starts a supervisor and its first child.
    pub fn start(max_restarts: usize, job: fn(u64) -> u64) -> Addr<Supervised> {
        let nursery = Arbiter::new().handle();
        Actor::start(Supervised { job, restarts: 0, max_restarts, nursery, child: None })
    }

    fn give_birth(&mut self) {
        let job = self.job;
        self.child = Some(Child::start_in_arbiter(&self.nursery, move |_| Child { job }));
    }
}

impl Actor for Supervised {
    type Context = Context<Supervised>;

    fn started(&mut self, _: &mut Context<Supervised>) {
        self.give_birth();
    }

    fn stopped(&mut self, _: &mut Context<Supervised>) {
        self.nursery.stop();
    }
}

impl Handler<Work> for Supervised {
    type Result = AtomicResponse<Supervised, Result<u64, Crashed>>;

    fn handle(&mut self, work: Work, _: &mut Context<Supervised>) -> Self::Result {
        let child = self.child.clone().expect("there is a child while messages are handled");
        let run = async move { child.send(Run(work.0)).await };
        AtomicResponse::new(Box::pin(run.into_actor(self).map(|answer, supervised, context| {
            if let Ok(value) = answer {
                return Ok(value);
            }
            if supervised.restarts < supervised.max_restarts {
                supervised.restarts += 1;
                supervised.give_birth();
            } else {
                context.terminate();
            }
            Err(Crashed)
        })))
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
