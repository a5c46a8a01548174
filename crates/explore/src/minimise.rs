//! Makes a failing schedule small: fewest switches first, then fewest steps.
//!
//! Works on the schedule as a list of segments (runs of one thread): two segments of one thread are
//! joined by moving one to the other, the list is run leniently, and what still fails in the same
//! way and is smaller is kept. In the end single deviations from the default policy are dropped.

use crate::strategy::{Deviations, Segments, Strategy};
use crate::trace::Execution;

/// Executions spent at most on one failure.
const BUDGET: u32 = 3_000;
/// Scheduling points spent at most.
const STEPS: u64 = 20_000_000;

/// What is being made smaller: preemptions, switches, steps, deviations.
fn size(execution: &Execution) -> (u32, u32, u64, usize) {
    (execution.preemptions, execution.switches, execution.steps, execution.deviations.len())
}

/// Makes `failing` (traced) smaller. `run` runs a strategy with tracing; `same` says whether an
/// execution fails in the way that counts.
pub(crate) fn minimise(
    mut failing: Execution,
    mut run: impl FnMut(&mut dyn Strategy) -> Execution,
    same: impl Fn(&Execution) -> bool,
) -> Execution {
    let mut budget = BUDGET;
    let mut steps = STEPS;
    let mut attempt = |strategy: &mut dyn Strategy, best: &mut Execution| -> Option<bool> {
        if budget == 0 || steps == 0 {
            return None;
        }
        budget -= 1;
        strategy.begin();
        let execution = run(strategy);
        steps = steps.saturating_sub(execution.cost());
        if same(&execution) && size(&execution) < size(best) {
            *best = execution;
            Some(true)
        } else {
            Some(false)
        }
    };

    // The default schedule may fail as well.
    if attempt(&mut Deviations::new(Vec::new()), &mut failing).is_none() {
        return failing;
    }
    loop {
        let before = size(&failing);
        // Join segments.
        let mut first = 0;
        while first < failing.segments.len() {
            let tid = failing.segments[first].tid;
            let next = (first + 2..failing.segments.len()).find(|&at| failing.segments[at].tid == tid);
            let mut improved = false;
            if let Some(second) = next {
                // The later one forward, or the earlier one back.
                for forward in [true, false] {
                    let mut segments = failing.segments.clone();
                    if forward {
                        let moved = segments.remove(second);
                        segments[first].steps += moved.steps;
                    } else {
                        let moved = segments.remove(first);
                        segments[second - 1].steps += moved.steps;
                        if moved.unlikely {
                            segments[second - 1].unlikely = true;
                        }
                    }
                    let picks = failing.picks.clone();
                    match attempt(&mut Segments::new(segments, picks), &mut failing) {
                        None => return failing,
                        Some(true) => {
                            improved = true;
                            break;
                        }
                        Some(false) => {}
                    }
                }
            }
            if !improved {
                // Without it at all: the default policy decides.
                let mut segments = failing.segments.clone();
                segments.remove(first);
                let picks = failing.picks.clone();
                match attempt(&mut Segments::new(segments, picks), &mut failing) {
                    None => return failing,
                    Some(true) => improved = true,
                    Some(false) => {}
                }
            }
            if !improved {
                first += 1;
            }
        }
        // Drop deviations.
        let mut at = 0;
        while at < failing.deviations.len() {
            let mut deviations = failing.deviations.clone();
            deviations.remove(at);
            match attempt(&mut Deviations::new(deviations), &mut failing) {
                None => return failing,
                Some(true) => {}
                Some(false) => at += 1,
            }
        }
        if size(&failing) == before {
            return failing;
        }
    }
}
