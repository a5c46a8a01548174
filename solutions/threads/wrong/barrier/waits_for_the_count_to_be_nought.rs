//! wrong: lost-wakeup
//! fails: rounds_do_not_mix
//! Waits until the count is 0 again: a quick thread has raised it for the next round before a slow one looks.

use std::sync::{Condvar, Mutex};

struct Round {
    arrived: usize,
}

pub struct Barrier {
    round: Mutex<Round>,
    over: Condvar,
    parties: usize,
}

impl Barrier {
    pub fn new(parties: usize) -> Barrier {
        assert!(parties > 0, "a barrier needs at least one party");
        Barrier { round: Mutex::new(Round { arrived: 0 }), over: Condvar::new(), parties }
    }

    pub fn wait(&self) -> bool {
        let mut round = self.round.lock().unwrap();
        round.arrived += 1;
        if round.arrived == self.parties {
            round.arrived = 0;
            self.over.notify_all();
            return true;
        }
        while round.arrived != 0 {
            round = self.over.wait(round).unwrap();
        }
        false
    }
}
