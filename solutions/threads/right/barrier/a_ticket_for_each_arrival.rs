//! right: arrivals are numbered and never counted back: ticket and parties give the round

use std::sync::{Condvar, Mutex};

pub struct Barrier {
    /// All arrivals there have ever been.
    arrivals: Mutex<u64>,
    more: Condvar,
    parties: u64,
}

impl Barrier {
    pub fn new(parties: usize) -> Barrier {
        assert!(parties > 0, "a barrier needs at least one party");
        Barrier { arrivals: Mutex::new(0), more: Condvar::new(), parties: parties as u64 }
    }

    pub fn wait(&self) -> bool {
        let mut arrivals = self.arrivals.lock().unwrap();
        let ticket = *arrivals;
        *arrivals += 1;
        let end_of_round = (ticket / self.parties + 1) * self.parties;
        if *arrivals == end_of_round {
            self.more.notify_all();
        } else {
            drop(self.more.wait_while(arrivals, |arrivals| *arrivals < end_of_round).unwrap());
        }
        // The first of the round leads.
        ticket % self.parties == 0
    }
}
