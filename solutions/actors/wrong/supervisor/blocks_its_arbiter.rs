//! wrong: deadlock
//! fails: work_is_answered_in_order
//! Waits for the result with a blocking receive, on the very thread the child needs to run.

use actix::prelude::*;
use std::sync::mpsc;

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
    type Result = Result<u64, Crashed>;

    fn handle(&mut self, work: Work, context: &mut Context<Supervised>) -> Self::Result {
        let (result, answer) = mpsc::channel();
        self.child.do_send(Run { n: work.0, result });
        // A panic drops the sender, so a crash ends the wait too.
        answer.recv().map_err(|_| {
            self.child_crashed(context);
            Crashed
        })
    }
}

#[derive(Message)]
#[rtype(result = "()")]
struct Run {
    n: u64,
    result: mpsc::Sender<u64>,
}

struct Child {
    job: fn(u64) -> u64,
}

impl Actor for Child {
    type Context = Context<Child>;
}

impl Handler<Run> for Child {
    type Result = ();

    fn handle(&mut self, run: Run, _: &mut Context<Child>) {
        let _ = run.result.send((self.job)(run.n));
    }
}
