//! Strategies that follow a given schedule: exactly, from a replay string, or leniently, while a
//! failing schedule is made smaller.

use super::{Point, Strategy};
use crate::rt::Tid;
use std::collections::HashMap;

/// Follows the default policy but for listed choices. Choices count every scheduling point or value
/// choice with more than one alternative.
pub struct Deviations {
    list: Vec<(u32, u32)>,
    at: usize,
    choice: u32,
    begun: bool,
}

impl Deviations {
    /// Runs once, taking at choice number `.0` the thread or value `.1` where that is possible.
    pub fn new(list: Vec<(u32, u32)>) -> Deviations {
        Deviations { list, at: 0, choice: 0, begun: false }
    }

    fn deviation(&mut self) -> Option<u32> {
        let choice = self.choice;
        self.choice += 1;
        match self.list.get(self.at) {
            Some(&(at, value)) if at == choice => {
                self.at += 1;
                Some(value)
            }
            _ => None,
        }
    }
}

impl Strategy for Deviations {
    fn begin(&mut self) -> bool {
        !std::mem::replace(&mut self.begun, true)
    }

    fn next(&mut self, point: &Point<'_>) -> Tid {
        if point.enabled.len() + point.unlikely.len() == 1 {
            return point.default;
        }
        match self.deviation() {
            Some(tid) if point.enabled.contains(&tid) || point.unlikely.contains(&tid) => tid,
            _ => point.default,
        }
    }

    fn pick(&mut self, alternatives: usize, _rare: bool) -> usize {
        match self.deviation() {
            Some(value) if (value as usize) < alternatives => value as usize,
            _ => 0,
        }
    }
}

/// So many steps of one thread in a row.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Segment {
    /// The thread.
    pub tid: Tid,
    /// How many steps.
    pub steps: u32,
    /// Whether the first step is an unlikely wake-up.
    pub unlikely: bool,
}

/// Follows a list of segments as far as it makes sense: one whose thread cannot run is skipped, and
/// after the last the default policy goes on.
pub struct Segments {
    segments: Vec<Segment>,
    at: usize,
    used: u32,
    /// Value choices, by thread and number of the choice within that thread.
    picks: HashMap<(Tid, u32), u32>,
    picked: HashMap<Tid, u32>,
    running: Tid,
    begun: bool,
}

impl Segments {
    /// Runs once.
    pub fn new(segments: Vec<Segment>, picks: HashMap<(Tid, u32), u32>) -> Segments {
        Segments { segments, at: 0, used: 0, picks, picked: HashMap::new(), running: 0, begun: false }
    }
}

impl Strategy for Segments {
    fn begin(&mut self) -> bool {
        !std::mem::replace(&mut self.begun, true)
    }

    fn next(&mut self, point: &Point<'_>) -> Tid {
        while let Some(segment) = self.segments.get(self.at) {
            if self.used < segment.steps {
                let first_unlikely = segment.unlikely && self.used == 0;
                if point.enabled.contains(&segment.tid) || (first_unlikely && point.unlikely.contains(&segment.tid)) {
                    self.used += 1;
                    self.running = segment.tid;
                    return segment.tid;
                }
            }
            self.at += 1;
            self.used = 0;
        }
        self.running = point.default;
        point.default
    }

    fn pick(&mut self, alternatives: usize, _rare: bool) -> usize {
        let nth = self.picked.entry(self.running).or_insert(0);
        let key = (self.running, *nth);
        *nth += 1;
        self.picks.get(&key).map_or(0, |&value| (value as usize).min(alternatives - 1))
    }
}
