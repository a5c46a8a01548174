//! Makes jobs on different threads run in one order, always the same.
//!
//! A job takes its turn before it does anything. It then waits until whoever can run has run: every
//! other job that may start beside it has started and waits for its own turn. Of those that wait the
//! one with the lowest number goes on, alone, until everybody waits again. So a submission that runs
//! jobs at the same time when it should not is always seen doing so, and what happens then does not
//! depend on which thread was quicker.

use crate::rest::{self, Tid};
use crate::{Pause, THREADS, lock};
use std::sync::Mutex;

/// Who waits for a turn, by number, and how often that has changed.
static WAITING: Mutex<Waiting> = Mutex::new(Waiting { changes: 0, turns: Vec::new() });

#[derive(Debug)]
struct Waiting {
    changes: u64,
    turns: Vec<(u64, Tid)>,
}

/// Blocks the calling thread until no other thread of the check can run, or those that can wait for a
/// turn with a higher number. Of equal numbers any may be first.
///
/// A thread that waits for a time-out is not waited for, and one that works for ever not for ever.
/// Returns at once where the kernel does not show what threads wait for.
pub fn take_turn(number: u64) {
    let Some(threads) = THREADS.get().and_then(Option::as_ref) else { return };
    let Some(me) = rest::current() else { return };
    let turn = (number, me);
    {
        let mut waiting = lock(&WAITING);
        waiting.changes += 1;
        waiting.turns.push(turn);
    }
    let mut queueing = Pause::default();
    let mut patience = Pause::default();
    loop {
        let (changes, first, tids) = {
            let waiting = lock(&WAITING);
            let tids: Vec<Tid> = waiting.turns.iter().map(|&(_, tid)| tid).collect();
            (waiting.changes, waiting.turns.iter().min() == Some(&turn), tids)
        };
        if !first {
            queueing.take();
            continue;
        }
        let looks = threads.all_wait(&tids);
        let rest = looks.is_some() && looks == threads.all_wait(&tids);
        let mut waiting = lock(&WAITING);
        // Nobody has come or gone meanwhile, so the threads left out were waiting for their turns.
        if (rest && waiting.changes == changes) || patience.exhausted() {
            waiting.changes += 1;
            waiting.turns.retain(|other| *other != turn);
            return;
        }
        drop(waiting);
        patience.take();
    }
}
