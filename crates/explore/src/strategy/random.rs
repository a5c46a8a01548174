//! Uniformly random among the threads that can go on, at every step.

use super::{Point, Rng, SELDOM, Strategy, draw};
use crate::rt::Tid;

/// The random walk.
pub struct Random {
    rng: Rng,
}

impl Random {
    /// A walk from this seed.
    pub fn new(seed: u64) -> Random {
        Random { rng: Rng::new(seed) }
    }
}

impl Strategy for Random {
    fn begin(&mut self) -> bool {
        true
    }

    fn next(&mut self, point: &Point<'_>) -> Tid {
        draw(&mut self.rng, point)
    }

    fn pick(&mut self, alternatives: usize, rare: bool) -> usize {
        if rare { usize::from(self.rng.one_in(SELDOM)) } else { self.rng.below(alternatives) }
    }
}
