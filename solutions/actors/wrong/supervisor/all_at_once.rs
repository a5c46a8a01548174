//! wrong: wrong-result
//! fails: work_is_answered_in_order
//! Starts a child on a thread of its own for every message and waits for none, so jobs run beside each other.

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
        Actor::start(Supervised { job, restarts_left: max_restarts })
    }
}

impl Actor for Supervised {
    type Context = Context<Supervised>;
}

impl Handler<Work> for Supervised {
    type Result = ResponseActFuture<Supervised, Result<u64, Crashed>>;

    fn handle(&mut self, work: Work, _: &mut Context<Supervised>) -> Self::Result {
        let job = self.job;
        let home = Arbiter::new();
        let child = Child::start_in_arbiter(&home.handle(), move |_| Child { job });
        Box::pin(child.send(Run(work.0)).into_actor(self).map(move |answer, supervised, context| {
            home.stop();
            answer.map_err(|_mailbox_closed| {
                match supervised.restarts_left.checked_sub(1) {
                    Some(left) => supervised.restarts_left = left,
                    None => context.stop(),
                }
                Crashed
            })
        }))
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
