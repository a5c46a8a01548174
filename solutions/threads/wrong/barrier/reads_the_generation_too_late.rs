//! wrong: lost-wakeup
//! fails: nobody_passes_before_the_last
//! Arrives, lets the lock go, and only then notes the round: if that has ended by then, it waits for the end of the next.

use std::sync::{Condvar, Mutex};

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
        drop(round);
        let mut round = self.round.lock().unwrap();
        let mine = round.generation;
        while round.generation == mine {
            round = self.over.wait(round).unwrap();
        }
        false
    }
}
