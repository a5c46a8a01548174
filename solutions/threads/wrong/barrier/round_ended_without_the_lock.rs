//! wrong: lost-wakeup
//! fails: nobody_passes_before_the_last
//! Counts in an atomic and ends the round without the lock: a thread that has looked and does not sleep yet is not woken.

use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering::SeqCst};
use std::sync::{Condvar, Mutex};

pub struct Barrier {
    arrived: AtomicUsize,
    generation: AtomicU64,
    sleeping: Mutex<()>,
    over: Condvar,
    parties: usize,
}

impl Barrier {
    pub fn new(parties: usize) -> Barrier {
        assert!(parties > 0, "a barrier needs at least one party");
        Barrier {
            arrived: AtomicUsize::new(0),
            generation: AtomicU64::new(0),
            sleeping: Mutex::new(()),
            over: Condvar::new(),
            parties,
        }
    }

    pub fn wait(&self) -> bool {
        let mine = self.generation.load(SeqCst);
        if self.arrived.fetch_add(1, SeqCst) + 1 == self.parties {
            self.arrived.store(0, SeqCst);
            self.generation.store(mine + 1, SeqCst);
            self.over.notify_all();
            return true;
        }
        let mut guard = self.sleeping.lock().unwrap();
        while self.generation.load(SeqCst) == mine {
            guard = self.over.wait(guard).unwrap();
        }
        false
    }
}
