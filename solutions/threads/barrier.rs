//! A count of arrivals and the number of the round: who waits, waits for its round to be over.

use std::sync::{Condvar, Mutex};

struct Round {
    /// How many have come in this round.
    arrived: usize,
    /// The number of this round; it never goes back.
    generation: u64,
}

/// Holds threads until all have arrived, round after round.
pub struct Barrier {
    round: Mutex<Round>,
    /// A round is over; waited on with the guard of `round`.
    over: Condvar,
    parties: usize,
}

impl Barrier {
    /// A barrier for `parties` threads.
    ///
    /// # Panics
    ///
    /// If `parties` is 0.
    pub fn new(parties: usize) -> Barrier {
        assert!(parties > 0, "a barrier needs at least one party");
        Barrier { round: Mutex::new(Round { arrived: 0, generation: 0 }), over: Condvar::new(), parties }
    }

    /// Waits for the other parties; returns `true` to one of them, the leader of the round.
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
