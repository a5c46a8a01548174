//! Who decides which thread runs next: the strategies of the portfolio, and the guided ones that
//! replay and minimise.
//!
//! Every strategy is deterministic for a given seed. A strategy sees every scheduling point, also
//! those with one candidate, so that it can count a thread's steps.

use crate::rt::Tid;

mod dfs;
mod guided;
mod pct;
mod random;
mod round_robin;
mod urw;

pub use dfs::Dfs;
pub use guided::{Deviations, Segment, Segments};
pub use pct::Pct;
pub use random::Random;
pub use round_robin::RoundRobin;
pub use urw::Urw;

/// One scheduling point.
pub struct Point<'a> {
    /// Threads that can go on, in ascending order; never empty.
    pub enabled: &'a [Tid],
    /// Threads that could wake early: a time-out with a stalled world, a spurious wake-up.
    pub unlikely: &'a [Tid],
    /// The thread that ran last, if it can go on.
    pub current: Option<Tid>,
    /// The running thread gives way, or has been spinning.
    pub yielding: bool,
    /// What the default policy takes: stay with the running thread, else the next in turn.
    pub default: Tid,
    /// For each thread of the execution: what identifies it from run to run, and its parent.
    pub threads: &'a [Identity],
}

/// What identifies a thread from execution to execution: its place in the tree of spawns.
#[derive(Debug, Clone, Copy)]
pub struct Identity {
    /// Hash of the path of spawns leading to it.
    pub signature: u64,
    /// Who spawned it; itself for the main thread.
    pub parent: Tid,
}

/// Decides schedules, one execution after the other.
pub trait Strategy {
    /// Prepares the next execution; false when there is none left.
    fn begin(&mut self) -> bool;
    /// Chooses from `point.enabled` or `point.unlikely`.
    fn next(&mut self, point: &Point<'_>) -> Tid;
    /// Chooses below `alternatives` (at least 2); `rare` outcomes should be taken seldom.
    fn pick(&mut self, alternatives: usize, rare: bool) -> usize;
    /// The execution has ended after so many scheduling points.
    fn end(&mut self, _steps: u64) {}
    /// Whether every schedule has been run.
    fn exhausted(&self) -> bool {
        false
    }
}

/// PCG-XSH-RR 64/32 (O'Neill 2014): small, fast and the same everywhere.
#[derive(Debug, Clone)]
pub(crate) struct Rng(u64);

impl Rng {
    pub(crate) fn new(seed: u64) -> Rng {
        let mut rng = Rng(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) ^ 0x853c_49e6_748f_ea9b);
        rng.next_u32();
        rng
    }

    pub(crate) fn next_u32(&mut self) -> u32 {
        let old = self.0;
        self.0 = old.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        let xorshifted = (((old >> 18) ^ old) >> 27) as u32;
        xorshifted.rotate_right((old >> 59) as u32)
    }

    /// A number below `n`; the bias for small `n` is below 2⁻²⁰ and of no consequence.
    pub(crate) fn below(&mut self, n: usize) -> usize {
        ((u64::from(self.next_u32()) * n as u64) >> 32) as usize
    }

    /// True once in `n` on average.
    pub(crate) fn one_in(&mut self, n: usize) -> bool {
        self.below(n) == 0
    }
}

/// How seldom the random strategies take an unlikely wake-up or a rare outcome.
pub(crate) const SELDOM: usize = 12;

/// How often the random strategies let a thread that gives way go on all the same.
pub(crate) const STUBBORN: usize = 4;

/// The candidates of a point for a strategy that draws at random: all enabled threads, without the
/// one that gives way if there is another.
pub(crate) fn draw(rng: &mut Rng, point: &Point<'_>) -> Tid {
    if !point.unlikely.is_empty() && rng.one_in(SELDOM) {
        return point.unlikely[rng.below(point.unlikely.len())];
    }
    let enabled = point.enabled;
    if enabled.len() == 1 {
        return enabled[0];
    }
    match point.current {
        Some(current) if point.yielding && !rng.one_in(STUBBORN) => {
            let others = enabled.len() - 1;
            let drawn = enabled[rng.below(others)];
            if drawn == current { enabled[others] } else { drawn }
        }
        _ => enabled[rng.below(enabled.len())],
    }
}
