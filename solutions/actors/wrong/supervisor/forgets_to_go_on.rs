//! wrong: deadlock
//! fails: a_queued_message_outlives_the_crash
//! Takes the next message after a result but not after a crash, so what was queued is stuck.

use actix::WeakAddr;
use actix::dev::{MessageResponse, OneshotSender};
use actix::prelude::*;
use std::cell::RefCell;
use std::collections::VecDeque;
use std::rc::Rc;

/// A number for the job.
#[derive(Message)]
#[rtype(result = "Result<u64, Crashed>")]
pub struct Work(pub u64);

/// The job panicked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Crashed;

type Answer = Result<u64, Crashed>;

/// Where an answer is due. `None` for a message that was sent without waiting for one.
type Sender = Option<OneshotSender<Answer>>;

/// Runs a job in a child actor and replaces the child when it crashes.
pub struct Supervised {
    job: fn(u64) -> u64,
    restarts_left: usize,
    child: Option<Addr<Child>>,
    /// What the child is at.
    running: Option<Sender>,
    queue: Rc<RefCell<VecDeque<(u64, Sender)>>>,
}

impl Supervised {
    /// Starts a supervisor and its first child.
    pub fn start(max_restarts: usize, job: fn(u64) -> u64) -> Addr<Supervised> {
        Actor::start(Supervised { job, restarts_left: max_restarts, child: None, running: None, queue: Rc::default() })
    }

    fn start_child(&mut self, context: &mut Context<Supervised>) {
        // Weak, or the two would keep each other alive when nobody else knows them any more.
        let supervisor = context.address().downgrade();
        self.child = Some(Child { job: self.job, supervisor }.start());
    }

    fn run_next(&mut self) {
        let (None, Some(child)) = (&self.running, &self.child) else { return };
        let next = self.queue.borrow_mut().pop_front();
        if let Some((n, sender)) = next {
            self.running = Some(sender);
            child.do_send(Run(n));
        }
    }
}

impl Actor for Supervised {
    type Context = Context<Supervised>;

    fn started(&mut self, context: &mut Context<Supervised>) {
        self.start_child(context);
    }
}

/// The response to `Work`: not yet.
pub struct Queued {
    n: u64,
    queue: Rc<RefCell<VecDeque<(u64, Sender)>>>,
}

impl MessageResponse<Supervised, Work> for Queued {
    fn handle(self, context: &mut Context<Supervised>, sender: Sender) {
        self.queue.borrow_mut().push_back((self.n, sender));
        context.notify(Next);
    }
}

impl Handler<Work> for Supervised {
    type Result = Queued;

    fn handle(&mut self, work: Work, _: &mut Context<Supervised>) -> Queued {
        Queued { n: work.0, queue: Rc::clone(&self.queue) }
    }
}

#[derive(Message)]
#[rtype(result = "()")]
struct Next;

impl Handler<Next> for Supervised {
    type Result = ();

    fn handle(&mut self, _: Next, _: &mut Context<Supervised>) {
        self.run_next();
    }
}

#[derive(Message)]
#[rtype(result = "()")]
struct Done(Answer);

impl Handler<Done> for Supervised {
    type Result = ();

    fn handle(&mut self, done: Done, context: &mut Context<Supervised>) {
        if let Some(Some(sender)) = self.running.take() {
            // The caller may have given up waiting.
            let _ = sender.send(done.0);
        }
        if done.0.is_err() {
            match self.restarts_left.checked_sub(1) {
                Some(left) => {
                    self.restarts_left = left;
                    self.start_child(context);
                }
                None => context.stop(),
            }
        } else {
            self.run_next();
        }
    }
}

#[derive(Message)]
#[rtype(result = "()")]
struct Run(u64);

struct Child {
    job: fn(u64) -> u64,
    supervisor: WeakAddr<Supervised>,
}

impl Actor for Child {
    type Context = Context<Child>;
}

impl Handler<Run> for Child {
    type Result = ();

    fn handle(&mut self, run: Run, _: &mut Context<Child>) {
        let mut report = Report { answer: Err(Crashed), supervisor: self.supervisor.clone() };
        report.answer = Ok((self.job)(run.0));
    }
}

/// Reports the answer when it is dropped: at the end of the handler or while a panic passes through.
struct Report {
    answer: Answer,
    supervisor: WeakAddr<Supervised>,
}

impl Drop for Report {
    fn drop(&mut self) {
        if let Some(supervisor) = self.supervisor.upgrade() {
            supervisor.do_send(Done(self.answer));
        }
    }
}
