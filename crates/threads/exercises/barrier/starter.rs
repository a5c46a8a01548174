//! # A barrier for many rounds
//!
//! A simulation is computed in steps, each thread its own part of the map. No thread may begin the
//! next step before all have finished this one, and one of them writes the result of the step down.
//!
//! Make `Barrier` right, from a `Mutex` and a `Condvar`:
//!
//! - `Barrier::new(parties)` makes a barrier for that many threads; it panics if `parties` is 0.
//! - `wait` waits until as many calls as there are parties have arrived, its own included. Then all of
//!   them return, and the barrier is ready for the next round.
//!   It returns `true` to exactly one caller a round, the *leader*, no matter which, and `false` to the
//!   others.
//!
//! The same threads use it round after round, and a quick one may be back before a slow one has
//! noticed that the last round is over. There may also be more threads than parties: any `parties`
//! calls that arrive one after the other make a round.
//! Whoever waits sleeps: asking again and again, with or without a pause, is not waiting.
//! `std::sync::Barrier` does all this; it is what you are to build, so it may not be used.
//!
//! What stands below is a first attempt, and it works for one round. Keep the names and signatures;
//! everything else is yours to change.

use std::sync::{Condvar, Mutex};

/// Holds threads until all have arrived, round after round.
pub struct Barrier {
    arrived: Mutex<usize>,
    everybody: Condvar,
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
        Barrier { arrived: Mutex::new(0), everybody: Condvar::new(), parties }
    }

    /// Waits for the other parties; returns `true` to one of them, the leader of the round.
    pub fn wait(&self) -> bool {
        let mut arrived = self.arrived.lock().unwrap();
        *arrived += 1;
        if *arrived == self.parties {
            // The last to arrive leads, and makes the barrier ready for the next round.
            *arrived = 0;
            self.everybody.notify_all();
            return true;
        }
        while *arrived != 0 {
            arrived = self.everybody.wait(arrived).unwrap();
        }
        false
    }
}
