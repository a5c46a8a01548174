//! wrong: race
//! fails: nobody_passes_before_the_last
//! Looks once after a wake-up: woken for no reason, it passes before the last has arrived.

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
        drop(self.over.wait(round).unwrap());
        false
    }
}
