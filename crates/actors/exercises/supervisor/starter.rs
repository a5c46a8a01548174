//! # Let it crash
//!
//! A service runs jobs that somebody else wrote: plain functions, some of which panic on some inputs.
//! A panic must cost the one request that caused it and nothing else.
//! So the jobs run in a *child* actor that is allowed to crash, and a *supervisor* replaces it.
//!
//! `Supervised::start(max_restarts, job)` starts a supervisor with its first child and returns its
//! address. `Supervised` then handles `Work(n)`:
//!
//! - `job(n)` runs in the child, and `Work(n)` is answered `Ok` with what it returns.
//!   One message at a time, in the order in which they were sent.
//! - If the job panics, whatever the panic carries, that child ends and the message is answered
//!   `Err(Crashed)`. It is not tried again. A new child takes the old one's place.
//! - What was already queued is not lost: the new child runs it.
//! - `max_restarts` is the number of new children in all, however much work succeeds in between.
//!   When they are used up the next crash is still answered `Err(Crashed)`, and then the supervisor
//!   stops: whoever sends to it later gets a mailbox error. Others in the same `System` go on.
//! - Nobody waits for an answer for ever.
//!
//! The child may live in the supervisor's arbiter or in one of its own.
//! Keep the names and signatures below; everything else is up to you.
//!
//! What stands here leaves restarting to `actix::Supervisor`, which is made for exactly that.
//! Or is it? The first crash is answered well.

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
    pub fn start(max_restarts: usize, job: fn(u64) -> u64) -> Addr<Supervised> {
        let child = Supervisor::start(move |_| Child { job, restarts_left: max_restarts });
        Actor::start(Supervised { child })
    }
}

impl Actor for Supervised {
    type Context = Context<Supervised>;
}

impl Handler<Work> for Supervised {
    type Result = AtomicResponse<Supervised, Result<u64, Crashed>>;

    fn handle(&mut self, work: Work, _: &mut Context<Supervised>) -> Self::Result {
        let answer = self.child.send(Run(work.0)).into_actor(self);
        // No answer from the child: it has crashed. actix restarts it.
        AtomicResponse::new(Box::pin(answer.map(|answer, _, _| answer.map_err(|_| Crashed))))
    }
}

#[derive(Message)]
#[rtype(result = "u64")]
struct Run(u64);

struct Child {
    job: fn(u64) -> u64,
    restarts_left: usize,
}

impl Actor for Child {
    type Context = Context<Child>;
}

impl actix::Supervised for Child {
    fn restarting(&mut self, context: &mut Context<Child>) {
        match self.restarts_left.checked_sub(1) {
            Some(left) => self.restarts_left = left,
            None => context.stop(),
        }
    }
}

impl Handler<Run> for Child {
    type Result = u64;

    fn handle(&mut self, run: Run, _: &mut Context<Child>) -> u64 {
        (self.job)(run.0)
    }
}
