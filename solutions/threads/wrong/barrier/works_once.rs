//! wrong: race
//! fails: rounds_do_not_mix
//! Never counts back: in a later round the first to come passes at once.

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
        let leads = round.arrived.is_multiple_of(self.parties);
        if leads {
            round.generation += 1;
            self.over.notify_all();
        }
        while round.arrived < self.parties {
            round = self.over.wait(round).unwrap();
        }
        leads
    }
}
