//! right: all futures polled in place, within the caller's own task
//! Nothing is spawned, so dropping the futures ends them on the spot, and nobody has to wait for it.
//! The price: they share one task, so all of them are polled whenever one is woken.

use std::future::{Future, poll_fn};
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::pin::Pin;
use std::task::Poll;

/// A task and what has become of it.
enum Slot<F, T> {
    Runs(Pin<Box<F>>),
    Done(T),
}

pub async fn all_or_nothing<T, E, F>(tasks: Vec<F>) -> Result<Vec<T>, E>
where
    F: Future<Output = Result<T, E>> + Send + 'static,
    T: Send + 'static,
    E: Send + 'static,
{
    let mut slots: Vec<Slot<F, T>> = tasks.into_iter().map(|task| Slot::Runs(Box::pin(task))).collect();
    let outcome = poll_fn(|cx| {
        let mut waiting = false;
        for slot in &mut slots {
            let Slot::Runs(future) = slot else { continue };
            match catch_unwind(AssertUnwindSafe(|| future.as_mut().poll(cx))) {
                Ok(Poll::Pending) => waiting = true,
                Ok(Poll::Ready(Ok(value))) => *slot = Slot::Done(value),
                Ok(Poll::Ready(Err(error))) => return Poll::Ready(Ok(Err(error))),
                Err(panic) => return Poll::Ready(Err(panic)),
            }
        }
        if waiting { Poll::Pending } else { Poll::Ready(Ok(Ok(()))) }
    })
    .await;
    match outcome {
        Ok(Ok(())) => Ok(slots
            .into_iter()
            .map(|slot| match slot {
                Slot::Done(value) => value,
                Slot::Runs(_) => unreachable!("all are done"),
            })
            .collect()),
        Ok(Err(error)) => {
            drop(slots);
            Err(error)
        }
        Err(panic) => {
            drop(slots);
            resume_unwind(panic)
        }
    }
}
