//! Uniform random walk: Zhao, Wolff, Mathur, Roychoudhury, "Selectively Uniform Concurrency
//! Testing", ASPLOS 2025.
//!
//! A thread is drawn with the weight of the steps it (and what it will spawn) still has to go, as
//! counted in one random trial run; with exact counts every interleaving is equally likely.

use super::{Point, Rng, SELDOM, STUBBORN, Strategy, draw};
use crate::rt::Tid;
use std::collections::HashMap;

/// The uniform random walk.
pub struct Urw {
    rng: Rng,
    /// Steps of each thread and its descendants in the trial, by signature.
    estimates: HashMap<u64, u64>,
    /// In the trial: steps of each thread. Afterwards: steps each thread still has.
    counts: Vec<u64>,
    /// The trial's threads, to fold children into parents at its end.
    trial: Option<Vec<(u64, Tid)>>,
    smallest: u64,
}

impl Urw {
    /// A walk from this seed.
    pub fn new(seed: u64) -> Urw {
        Urw { rng: Rng::new(seed), estimates: HashMap::new(), counts: Vec::new(), trial: Some(Vec::new()), smallest: 1 }
    }
}

impl Strategy for Urw {
    fn begin(&mut self) -> bool {
        self.counts.clear();
        true
    }

    fn next(&mut self, point: &Point<'_>) -> Tid {
        if let Some(trial) = &mut self.trial {
            while self.counts.len() < point.threads.len() {
                let identity = point.threads[self.counts.len()];
                trial.push((identity.signature, identity.parent));
                self.counts.push(1);
            }
            let tid = draw(&mut self.rng, point);
            self.counts[tid as usize] += 1;
            return tid;
        }
        while self.counts.len() < point.threads.len() {
            let identity = point.threads[self.counts.len()];
            let estimate = *self.estimates.get(&identity.signature).unwrap_or(&self.smallest);
            let parent = identity.parent as usize;
            if parent < self.counts.len() {
                self.counts[parent] = self.counts[parent].saturating_sub(estimate).max(1);
            }
            self.counts.push(estimate);
        }
        if !point.unlikely.is_empty() && self.rng.one_in(SELDOM) {
            return point.unlikely[self.rng.below(point.unlikely.len())];
        }
        let skip = match point.current {
            Some(current) if point.yielding && point.enabled.len() > 1 && !self.rng.one_in(STUBBORN) => Some(current),
            _ => None,
        };
        let candidates = || point.enabled.iter().copied().filter(|tid| Some(*tid) != skip);
        let total: u64 = candidates().map(|tid| self.counts[tid as usize]).sum();
        let mut drawn = self.rng.below(total as usize) as u64;
        let mut chosen = point.enabled[0];
        for tid in candidates() {
            chosen = tid;
            let weight = self.counts[tid as usize];
            if drawn < weight {
                break;
            }
            drawn -= weight;
        }
        let left = &mut self.counts[chosen as usize];
        *left = left.saturating_sub(1).max(1);
        chosen
    }

    fn pick(&mut self, alternatives: usize, rare: bool) -> usize {
        if rare { usize::from(self.rng.one_in(SELDOM)) } else { self.rng.below(alternatives) }
    }

    fn end(&mut self, _steps: u64) {
        let Some(trial) = self.trial.take() else { return };
        // Children come after their parents, so going backwards adds grandchildren first.
        for (tid, (_, parent)) in trial.iter().enumerate().skip(1).rev() {
            self.counts[*parent as usize] += self.counts[tid];
        }
        for (tid, (signature, _)) in trial.iter().enumerate() {
            self.estimates.insert(*signature, self.counts[tid]);
        }
        self.smallest = self.counts.iter().copied().min().unwrap_or(1).max(1);
    }
}
