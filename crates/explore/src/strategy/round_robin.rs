//! Every thread in turn, a fixed number of steps each: the fair schedule in which two polite threads
//! that keep giving way to each other do so for ever.

use super::{Point, Strategy};
use crate::rt::Tid;

/// Round robin with quanta 1, 2, 3, …; for each quantum once as it comes and once after the main
/// thread has run as far as it can, so that what it starts begins in step.
pub struct RoundRobin {
    quantum: u32,
    main_first: bool,
    last: u32,
    used: u32,
    /// Whose turn it was last.
    turn: Tid,
}

impl RoundRobin {
    /// Executions with the quanta 1 to `last`.
    pub fn new(last: u32) -> RoundRobin {
        RoundRobin { quantum: 0, main_first: true, last, used: 0, turn: 0 }
    }
}

impl Strategy for RoundRobin {
    fn begin(&mut self) -> bool {
        self.main_first = !self.main_first;
        if !self.main_first {
            self.quantum += 1;
        }
        self.used = 0;
        self.turn = 0;
        self.quantum <= self.last
    }

    fn next(&mut self, point: &Point<'_>) -> Tid {
        if self.main_first && point.enabled[0] == 0 && !(point.yielding && point.current == Some(0)) {
            self.used = 0;
            return 0;
        }
        match point.current {
            Some(current) if self.used < self.quantum && !point.yielding => {
                self.used += 1;
                self.turn = current;
            }
            _ => {
                self.used = 1;
                self.turn = *point.enabled.iter().find(|&&tid| tid > self.turn).unwrap_or(&point.enabled[0]);
            }
        }
        self.turn
    }

    fn pick(&mut self, _alternatives: usize, _rare: bool) -> usize {
        0
    }
}
