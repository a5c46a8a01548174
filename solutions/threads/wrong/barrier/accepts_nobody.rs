//! wrong: wrong-result
//! fails: a_barrier_for_one
//! Makes a barrier for nobody, which no call can ever pass, instead of refusing it.

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
            round = self.over.wait(round).unwrap();
        }
        false
    }
}
