//! wrong: wrong-result
//! fails: a_crash_is_answered
//! Gives the message that crashed the child to the next one, which it crashes too.

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
        let first = self.child.send(Run(work.0)).into_actor(self);
        AtomicResponse::new(Box::pin(first.then(move |answer, supervised, context| {
            if answer.is_err() {
                supervised.child_crashed(context);
            }
            let again = supervised.child.clone();
            let answer = async move {
                match answer {
                    Ok(value) => Ok(value),
                    Err(_) => again.send(Run(work.0)).await,
                }
            };
            answer.into_actor(supervised).map(|answer, supervised, context| {
                answer.map_err(|_mailbox_closed| {
                    supervised.child_crashed(context);
                    Crashed
                })
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

impl Actor for Child {
    type Context = Context<Child>;
}

impl Handler<Run> for Child {
    type Result = u64;

    fn handle(&mut self, run: Run, _: &mut Context<Child>) -> u64 {
        (self.job)(run.0)
    }
}
