//! Probabilistic concurrency testing: Burckhardt, Kothari, Musuvathi, Nagarakatte, "A Randomized
//! Scheduler with Probabilistic Guarantees of Finding Bugs", ASPLOS 2010.
//!
//! Threads have random priorities, the highest runs, and at `depth - 1` random points the running
//! thread falls to the lowest. Made fair as Coyote does it: a thread that gives way falls too, and an
//! execution that grows much longer than any before goes on as a random walk.

use super::{Point, Rng, SELDOM, Strategy, draw};
use crate::rt::Tid;

/// PCT of one depth.
pub struct Pct {
    rng: Rng,
    depth: usize,
    /// Priority of each thread; larger runs first.
    priorities: Vec<i64>,
    lowest: i64,
    change_points: Vec<u64>,
    /// Points with a real choice, so far in this execution and in the longest one seen.
    choices: u64,
    longest: u64,
}

impl Pct {
    /// PCT that finds bugs of this depth (the number of orderings that must hold), at least 1.
    pub fn new(depth: usize, seed: u64) -> Pct {
        Pct {
            rng: Rng::new(seed),
            depth,
            priorities: Vec::new(),
            lowest: 0,
            change_points: Vec::new(),
            choices: 0,
            longest: 20,
        }
    }

    fn demote(&mut self, tid: Tid) {
        self.lowest -= 1;
        self.priorities[tid as usize] = self.lowest;
    }
}

impl Strategy for Pct {
    fn begin(&mut self) -> bool {
        self.priorities.clear();
        self.lowest = 0;
        self.choices = 0;
        self.change_points.clear();
        for _ in 1..self.depth {
            let point = self.rng.below(self.longest as usize) as u64;
            self.change_points.push(point + 1);
        }
        true
    }

    fn next(&mut self, point: &Point<'_>) -> Tid {
        // Random, distinct with overwhelming likelihood; ties fall to the lower thread.
        while self.priorities.len() < point.threads.len() {
            self.priorities.push(i64::from(self.rng.next_u32()));
        }
        if point.enabled.len() == 1 && point.unlikely.is_empty() {
            return point.enabled[0];
        }
        self.choices += 1;
        if self.choices > 4 * self.longest + 500 {
            return draw(&mut self.rng, point);
        }
        if !point.unlikely.is_empty() && self.rng.one_in(2 * SELDOM) {
            return point.unlikely[self.rng.below(point.unlikely.len())];
        }
        if let Some(current) = point.current
            && (point.yielding || self.change_points.contains(&self.choices))
        {
            self.demote(current);
        }
        let mut best = point.enabled[0];
        for &tid in &point.enabled[1..] {
            if self.priorities[tid as usize] > self.priorities[best as usize] {
                best = tid;
            }
        }
        best
    }

    fn pick(&mut self, alternatives: usize, rare: bool) -> usize {
        if rare { usize::from(self.rng.one_in(SELDOM)) } else { self.rng.below(alternatives) }
    }

    fn end(&mut self, _steps: u64) {
        self.longest = self.longest.max(self.choices.min(100_000));
    }
}
