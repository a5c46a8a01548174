//! Every schedule, one after the other, depth first; with a bound on preemptions if asked.
//!
//! Value choices and unlikely wake-ups are choices like any other, so that "exhaustive" means what it
//! says: all schedules in which a thread that gives way lets another run, with at most the
//! execution's few spurious wake-ups and early time-outs.

use super::{Point, Strategy};
use crate::rt::Tid;

/// Choices deeper than this take the default, and the search is no longer exhaustive.
const DEEPEST: usize = 4_000;

/// How often in an execution a thread that gives way goes on all the same.
const STUBBORN: u32 = 3;

#[derive(Clone, Copy)]
struct Choice {
    taken: u32,
    of: u32,
}

/// Depth-first search.
pub struct Dfs {
    path: Vec<Choice>,
    depth: usize,
    preemption_bound: Option<u32>,
    preemptions: u32,
    stubborn: u32,
    started: bool,
    finished: bool,
    truncated: bool,
    candidates: Vec<Tid>,
}

impl Dfs {
    /// Every schedule, or every schedule with at most so many preemptions (switches away from a
    /// thread that could have gone on).
    pub fn new(preemption_bound: Option<u32>) -> Dfs {
        Dfs {
            path: Vec::new(),
            depth: 0,
            preemption_bound,
            preemptions: 0,
            stubborn: 0,
            started: false,
            finished: false,
            truncated: false,
            candidates: Vec::new(),
        }
    }

    /// The alternative to take at this point of the path, out of `of`.
    fn decide(&mut self, of: usize) -> usize {
        if of <= 1 {
            return 0;
        }
        if self.depth >= DEEPEST {
            self.truncated = true;
            return 0;
        }
        if self.depth == self.path.len() {
            self.path.push(Choice { taken: 0, of: of as u32 });
        }
        let choice = self.path[self.depth];
        self.depth += 1;
        // A different number of alternatives on the same path means the program is not
        // deterministic; the kernel's replay finds and reports that.
        (choice.taken as usize).min(of - 1)
    }
}

impl Strategy for Dfs {
    fn begin(&mut self) -> bool {
        if self.started {
            loop {
                match self.path.last_mut() {
                    None => {
                        self.finished = true;
                        return false;
                    }
                    Some(choice) if choice.taken + 1 < choice.of => {
                        choice.taken += 1;
                        break;
                    }
                    Some(_) => {
                        self.path.pop();
                    }
                }
            }
        }
        self.started = true;
        self.depth = 0;
        self.preemptions = 0;
        self.stubborn = 0;
        true
    }

    fn next(&mut self, point: &Point<'_>) -> Tid {
        if point.enabled.len() == 1 && point.unlikely.is_empty() {
            return point.enabled[0];
        }
        let bounded = self.preemption_bound.is_some_and(|bound| self.preemptions >= bound);
        if bounded && point.current.is_some() && !point.yielding {
            return point.default;
        }
        let mut candidates = std::mem::take(&mut self.candidates);
        candidates.clear();
        candidates.push(point.default);
        let gives_way = if point.yielding { point.current } else { None };
        candidates.extend(point.enabled.iter().copied().filter(|&tid| tid != point.default && Some(tid) != gives_way));
        candidates.extend(point.unlikely.iter().copied());
        if let Some(current) = gives_way.filter(|&current| current != point.default) {
            // Giving way obliges nobody to run. But a thread that spins would go on spinning.
            if self.stubborn < STUBBORN {
                candidates.push(current);
            } else {
                self.truncated = true;
            }
        }
        let chosen = candidates[self.decide(candidates.len())];
        if gives_way == Some(chosen) {
            self.stubborn += 1;
        }
        self.candidates = candidates;
        if point.current.is_some_and(|current| current != chosen) && !point.yielding {
            self.preemptions += 1;
        }
        chosen
    }

    fn pick(&mut self, alternatives: usize, _rare: bool) -> usize {
        self.decide(alternatives)
    }

    fn end(&mut self, _steps: u64) {
        // A path cut short by a failure leaves choices that were not reached: they stay valid,
        // since the prefix is the same.
        self.path.truncate(self.depth);
    }

    fn exhausted(&self) -> bool {
        self.finished && !self.truncated && self.preemption_bound.is_none()
    }
}
