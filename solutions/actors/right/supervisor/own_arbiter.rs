//! right: every child on a thread of its own
//!
//! A child that loops or blocks holds up nobody but its own supervisor, which waits without blocking.
//! An arbiter outlives a panic and the actor; it must be told to stop.

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
    home: Arbiter,
    child: Addr<Child>,
}

impl Supervised {
    /// Starts a supervisor and its first child.
    pub fn start(max_restarts: usize, job: fn(u64) -> u64) -> Addr<Supervised> {
        let (home, child) = Child::start_at_home(job);
        Actor::start(Supervised { job, restarts_left: max_restarts, home, child })
    }

    fn child_crashed(&mut self, context: &mut Context<Supervised>) {
        match self.restarts_left.checked_sub(1) {
            Some(left) => {
                self.restarts_left = left;
                self.home.stop();
                (self.home, self.child) = Child::start_at_home(self.job);
            }
            None => context.stop(),
        }
    }
}

impl Actor for Supervised {
    type Context = Context<Supervised>;

    fn stopped(&mut self, _: &mut Context<Supervised>) {
        self.home.stop();
    }
}

impl Handler<Work> for Supervised {
    type Result = AtomicResponse<Supervised, Result<u64, Crashed>>;

    fn handle(&mut self, work: Work, _: &mut Context<Supervised>) -> Self::Result {
        let answer = self.child.send(Run(work.0)).into_actor(self);
        AtomicResponse::new(Box::pin(answer.map(|answer, supervised, context| {
            answer.map_err(|_mailbox_closed| {
                supervised.child_crashed(context);
                Crashed
            })
        })))
    }
}

#[derive(Message)]
#[rtype(result = "u64")]
struct Run(u64);

struct Child {
    job: fn(u64) -> u64,
}

impl Child {
    fn start_at_home(job: fn(u64) -> u64) -> (Arbiter, Addr<Child>) {
        let home = Arbiter::new();
        let child = Child::start_in_arbiter(&home.handle(), move |_| Child { job });
        (home, child)
    }
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
