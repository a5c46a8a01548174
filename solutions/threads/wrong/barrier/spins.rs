//! wrong: livelock
//! fails: waiting_is_sleeping
//! Asks again and again, giving way in between, instead of sleeping until told.

use std::sync::{Condvar, Mutex};
use std::thread;

struct Round {
    arrived: usize,
    generation: u64,
}

pub struct Barrier {
    round: Mutex<Round>,
    over: Condvar,
    parties: usize,
}

impl Barrier {
    pub fn new(parties: usize) -> Barrier {
        assert!(parties > 0, "a barrier needs at least one party");
        Barrier { round: Mutex::new(Round { arrived: 0, generation: 0 }), over: Condvar::new(), parties }
    }

    pub fn wait(&self) -> bool {
        let mut round = self.round.lock().unwrap();
        round.arrived += 1;
        if round.arrived == self.parties {
            round.arrived = 0;
            round.generation += 1;
            self.over.notify_all();
            return true;
        }
        let mine = round.generation;
        while round.generation == mine {
            drop(round);
            thread::yield_now();
            round = self.round.lock().unwrap();
        }
        false
    }
}
