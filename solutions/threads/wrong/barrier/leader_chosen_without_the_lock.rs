//! wrong: race
//! fails: one_leader_each_round
//! Asks whether the round has a leader, lets the lock go, and then becomes it: two threads can ask before either has.

use std::sync::{Condvar, Mutex};

struct Round {
    arrived: usize,
    generation: u64,
    /// How many rounds have a leader.
    led: u64,
}

pub struct Barrier {
    round: Mutex<Round>,
    over: Condvar,
    parties: usize,
}

impl Barrier {
    pub fn new(parties: usize) -> Barrier {
        assert!(parties > 0, "a barrier needs at least one party");
        Barrier { round: Mutex::new(Round { arrived: 0, generation: 0, led: 0 }), over: Condvar::new(), parties }
    }

    pub fn wait(&self) -> bool {
        let mut round = self.round.lock().unwrap();
        let mine = round.generation;
        round.arrived += 1;
        if round.arrived == self.parties {
            round.arrived = 0;
            round.generation += 1;
            self.over.notify_all();
        }
        while round.generation == mine {
            round = self.over.wait(round).unwrap();
        }
        drop(round);
        if self.round.lock().unwrap().led > mine {
            return false;
        }
        self.round.lock().unwrap().led = mine + 1;
        true
    }
}
