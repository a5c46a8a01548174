//! Requests whose answer a check waits for: shown in the trace, and named when a check hangs.

use crate::lock;
use explore::harness;
use std::collections::BTreeMap;
use std::fmt::Debug;
use std::future::Future;
use std::pin::Pin;
use std::sync::Mutex;
use std::task::{Context, Poll};

/// Requests without an answer so far, by their number.
static OPEN: Mutex<(u64, BTreeMap<u64, String>)> = Mutex::new((0, BTreeMap::new()));

/// Wraps a request that has been sent: `addr.send(Work(3))` becomes
/// `ask("supervisor", "Work(3)", addr.send(Work(3)))`. Asking and hearing become events of the trace.
#[track_caller]
pub fn ask<F: Future<Output: Debug>>(whom: &str, what: &str, request: F) -> Answer<F> {
    harness::event("check", "ask", whom, what);
    let mut open = lock(&OPEN);
    open.0 += 1;
    let number = open.0;
    open.1.insert(number, format!("{what} to {whom}"));
    Answer { number, whom: whom.to_owned(), what: what.to_owned(), request: Box::pin(request) }
}

/// The answer to a request, see [`ask`].
#[derive(Debug)]
pub struct Answer<F> {
    number: u64,
    whom: String,
    what: String,
    request: Pin<Box<F>>,
}

impl<F: Future<Output: Debug>> Future for Answer<F> {
    type Output = F::Output;

    fn poll(mut self: Pin<&mut Self>, task: &mut Context<'_>) -> Poll<F::Output> {
        let answer = self.request.as_mut().poll(task);
        if let Poll::Ready(answer) = &answer {
            harness::event("check", "hear from", &self.whom, &format!("{}: {answer:?}", self.what));
            lock(&OPEN).1.remove(&self.number);
        }
        answer
    }
}

impl<F> Drop for Answer<F> {
    fn drop(&mut self) {
        lock(&OPEN).1.remove(&self.number);
    }
}

/// What the check waits for, as the beginning of a sentence.
pub(crate) fn unanswered() -> String {
    match lock(&OPEN).1.values().next() {
        Some(request) => format!("{request} gets no answer"),
        None => "the check does not end".to_owned(),
    }
}
