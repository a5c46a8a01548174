//! Every thread in turn, a fixed number of steps each: the fair schedule in which two polite threads
//! that keep giving way to each other do so for ever.

use super::{Point, Strategy};
use crate::rt::Tid;

/// Round robin with quanta 1, 2, 3, …, one execution each.
pub struct RoundRobin {
    quantum: u32,
    last: u32,
    used: u32,
}

impl RoundRobin {
    /// Executions with the quanta 1 to `last`.
    pub fn new(last: u32) -> RoundRobin {
        RoundRobin { quantum: 0, last, used: 0 }
    }
}

impl Strategy for RoundRobin {
    fn begin(&mut self) -> bool {
        self.quantum += 1;
        self.used = 0;
        self.quantum <= self.last
    }

    fn next(&mut self, point: &Point<'_>) -> Tid {
        match point.current {
            Some(current) if self.used < self.quantum && !point.yielding => {
                self.used += 1;
                current
            }
            current => {
                self.used = 1;
                next_after(point.enabled, current)
            }
        }
    }

    fn pick(&mut self, _alternatives: usize, _rare: bool) -> usize {
        0
    }
}

/// The enabled thread that follows `current` in cyclic order.
fn next_after(enabled: &[Tid], current: Option<Tid>) -> Tid {
    let after = current.map_or(0, |current| current + 1);
    *enabled.iter().find(|&&tid| tid >= after).unwrap_or(&enabled[0])
}
