//! right: an entrance and an exit: nobody enters the next round before all have left this one

use std::sync::{Condvar, Mutex};

struct Hall {
    inside: usize,
    /// Everybody is here: the exit is open and the entrance shut, until the last has left.
    leaving: bool,
}

pub struct Barrier {
    hall: Mutex<Hall>,
    changed: Condvar,
    parties: usize,
}

impl Barrier {
    pub fn new(parties: usize) -> Barrier {
        assert!(parties > 0, "a barrier needs at least one party");
        Barrier { hall: Mutex::new(Hall { inside: 0, leaving: false }), changed: Condvar::new(), parties }
    }

    pub fn wait(&self) -> bool {
        let hall = self.hall.lock().unwrap();
        let mut hall = self.changed.wait_while(hall, |hall| hall.leaving).unwrap();
        hall.inside += 1;
        if hall.inside == self.parties {
            hall.leaving = true;
            self.changed.notify_all();
        }
        let mut hall = self.changed.wait_while(hall, |hall| !hall.leaving).unwrap();
        hall.inside -= 1;
        let last_out = hall.inside == 0;
        if last_out {
            hall.leaving = false;
            self.changed.notify_all();
        }
        last_out
    }
}
