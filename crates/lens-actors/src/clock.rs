//! The virtual clock: it jumps only when every thread of the check is at rest.
//!
//! tokio moves a paused clock whenever its loop is about to sleep, unless a blocking task of the
//! runtime runs. The guard is such a task: it is started when the loop would sleep while the check
//! has other threads, and ends when they are all at rest; then the loop may sleep without a guard
//! until the clock has moved.

use crate::rest::{MainRests, Threads};
use crate::{Pause, lock};
use std::future::poll_fn;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::task::{Poll, Waker};
use std::time::Duration;
use tokio::runtime::{Builder, Runtime};
use tokio::time::Instant;

/// The current-thread runtime of a `System` on `clock`.
pub(crate) fn runtime(clock: &Arc<Clock>) -> Runtime {
    let hook = Arc::clone(clock);
    Builder::new_current_thread()
        .enable_all()
        .start_paused(clock.threads.is_some())
        // The thread of a guard ends with it, lest it linger among those that are looked at.
        .thread_keep_alive(Duration::ZERO)
        .on_thread_park(move || hook.loop_sleeps())
        .build()
        .expect("the system gives an epoll and a pipe to a runtime")
}

/// See the module.
#[derive(Debug)]
pub(crate) struct Clock {
    /// `None`: the threads cannot be looked at, and the clock is the real one.
    threads: Option<Arc<Threads>>,
    /// The guard has found all at rest, and so they are until the clock moves: only the loop can run,
    /// and it has nothing to do.
    free: AtomicBool,
    /// When the guard was started, by the clock it holds.
    held_at: Mutex<Option<Instant>>,
    /// There is a guard.
    guarded: AtomicBool,
    /// The check is over.
    over: AtomicBool,
    idle: Mutex<Idle>,
}

/// What [`Clock::idle`] is at.
#[derive(Debug)]
enum Idle {
    NotAsked,
    Asked(Waker),
    Seen,
}

impl Clock {
    pub(crate) fn new(threads: Option<Arc<Threads>>) -> Arc<Clock> {
        Arc::new(Clock {
            threads,
            free: AtomicBool::new(false),
            held_at: Mutex::new(None),
            guarded: AtomicBool::new(false),
            over: AtomicBool::new(false),
            idle: Mutex::new(Idle::NotAsked),
        })
    }

    /// Waits until the loop has nothing else to do.
    pub(crate) async fn idle(&self) {
        poll_fn(|task| {
            let mut idle = lock(&self.idle);
            if matches!(*idle, Idle::Seen) {
                *idle = Idle::NotAsked;
                return Poll::Ready(());
            }
            *idle = Idle::Asked(task.waker().clone());
            Poll::Pending
        })
        .await;
    }

    /// Waits until the loop has nothing else to do and nor has any other thread, except for a time-out.
    pub(crate) async fn settled(&self) {
        let mut before = None;
        let mut pause = Pause::default();
        loop {
            self.idle().await;
            let Some(threads) = &self.threads else { return };
            // Whatever the loop still had to do after the look before this one is done, and nobody
            // has run since then: they would have left the processor once more.
            let now = threads.all_wait(&[]);
            if now.is_some() && now == before || pause.exhausted() {
                return;
            }
            if now.is_none() {
                pause.take();
            }
            before = now;
        }
    }

    /// The check is over: the guard goes home.
    pub(crate) fn release(&self) {
        self.over.store(true, Ordering::SeqCst);
    }

    /// The loop has nothing to do and is about to sleep. Called by tokio on the loop's thread.
    fn loop_sleeps(self: &Arc<Clock>) {
        let mut idle = lock(&self.idle);
        if let Idle::Asked(waker) = std::mem::replace(&mut *idle, Idle::NotAsked) {
            *idle = Idle::Seen;
            drop(idle);
            waker.wake();
            return;
        }
        drop(idle);
        let Some(threads) = &self.threads else { return };
        if self.guarded.load(Ordering::SeqCst) || self.over.load(Ordering::SeqCst) || !threads.any_other() {
            return;
        }
        let now = Instant::now();
        let mut held_at = lock(&self.held_at);
        // The loop may come by more than once before the clock moves: tokio moves it only in a sleep
        // that nothing has interrupted.
        if self.free.swap(false, Ordering::SeqCst) && *held_at == Some(now) {
            self.free.store(true, Ordering::SeqCst);
            return;
        }
        *held_at = Some(now);
        self.guarded.store(true, Ordering::SeqCst);
        let (clock, threads) = (Arc::clone(self), Arc::clone(threads));
        tokio::task::spawn_blocking(move || clock.guard(&threads));
    }

    /// Returns when every thread of the check is at rest; until then the clock stands still.
    fn guard(&self, threads: &Threads) {
        threads.i_am_the_guard();
        let mut pause = Pause::default();
        while !self.over.load(Ordering::SeqCst) && threads.all_rest() != Some(MainRests::InLoop) {
            pause.take();
        }
        threads.guard_leaves();
        self.free.store(true, Ordering::SeqCst);
        self.guarded.store(false, Ordering::SeqCst);
        // As this returns tokio lets go of the clock and wakes the loop.
    }
}
