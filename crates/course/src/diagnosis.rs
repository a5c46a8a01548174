//! The diagnoses an exercise may name, in the words of every report.
//!
//! The schedule explorer has the same list for itself: neither crate depends on the other, and a
//! test compares the two.

use serde::{Deserialize, Serialize};
use std::fmt;

/// What is wrong with a program.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Diagnosis {
    /// rustc refuses it.
    DoesNotCompile,
    /// Fails in every schedule, the sequential one too.
    WrongResult,
    /// Passes in some schedules, fails in others.
    Race,
    /// A cycle of holders and waiters, or everyone blocked.
    Deadlock,
    /// Everyone blocked, at least one in a wait or park, and no lock cycle.
    LostWakeup,
    /// Threads run for ever without getting anywhere.
    Livelock,
    /// A thread outlives its work.
    LeakedThread,
    /// A task outlives its work.
    LeakedTask,
    /// A child process, or its zombie, is left.
    LeakedProcess,
    /// A file descriptor is left open.
    LeakedDescriptor,
    /// Async code blocked its thread.
    BlockedLoop,
    /// One after the other where at the same time was asked.
    NotConcurrent,
    /// Too many steps, or too much virtual time.
    TooSlow,
    /// Uses what the exercise forbids.
    Forbidden,
    /// The program's own code panicked.
    Panicked,
    /// Memory, stack, steps or time ran out.
    OutOfResources,
}

impl Diagnosis {
    /// Every diagnosis, in the order of the documentation.
    pub const ALL: [Diagnosis; 16] = [
        Diagnosis::DoesNotCompile,
        Diagnosis::WrongResult,
        Diagnosis::Race,
        Diagnosis::Deadlock,
        Diagnosis::LostWakeup,
        Diagnosis::Livelock,
        Diagnosis::LeakedThread,
        Diagnosis::LeakedTask,
        Diagnosis::LeakedProcess,
        Diagnosis::LeakedDescriptor,
        Diagnosis::BlockedLoop,
        Diagnosis::NotConcurrent,
        Diagnosis::TooSlow,
        Diagnosis::Forbidden,
        Diagnosis::Panicked,
        Diagnosis::OutOfResources,
    ];

    /// The kebab-case name in reports and in `exercise.toml`.
    pub fn name(self) -> &'static str {
        match self {
            Diagnosis::DoesNotCompile => "does-not-compile",
            Diagnosis::WrongResult => "wrong-result",
            Diagnosis::Race => "race",
            Diagnosis::Deadlock => "deadlock",
            Diagnosis::LostWakeup => "lost-wakeup",
            Diagnosis::Livelock => "livelock",
            Diagnosis::LeakedThread => "leaked-thread",
            Diagnosis::LeakedTask => "leaked-task",
            Diagnosis::LeakedProcess => "leaked-process",
            Diagnosis::LeakedDescriptor => "leaked-descriptor",
            Diagnosis::BlockedLoop => "blocked-loop",
            Diagnosis::NotConcurrent => "not-concurrent",
            Diagnosis::TooSlow => "too-slow",
            Diagnosis::Forbidden => "forbidden",
            Diagnosis::Panicked => "panicked",
            Diagnosis::OutOfResources => "out-of-resources",
        }
    }

    /// The diagnosis of that name.
    pub fn from_name(name: &str) -> Option<Diagnosis> {
        Diagnosis::ALL.into_iter().find(|diagnosis| diagnosis.name() == name)
    }
}

impl fmt::Display for Diagnosis {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_explorer_knows_the_same_names_in_the_same_order() {
        let explorer = include_str!("../../explore/src/verdict.rs");
        let names: Vec<&str> = explorer
            .lines()
            .filter_map(|line| line.trim().strip_prefix("Diagnosis::")?.split_once("=> \""))
            .map(|(_, rest)| rest.trim_end_matches("\","))
            .collect();
        let ours: Vec<&str> = Diagnosis::ALL.iter().map(|diagnosis| diagnosis.name()).collect();
        assert_eq!(names, ours);
    }

    #[test]
    fn every_name_is_found_again() {
        for diagnosis in Diagnosis::ALL {
            assert_eq!(Diagnosis::from_name(diagnosis.name()), Some(diagnosis));
        }
        assert_eq!(Diagnosis::from_name("Race"), None);
    }
}
