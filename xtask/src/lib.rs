//! The command line of the course: every command is a function that takes what it works on and
//! where it writes, so that tests can call it.
//!
//! Nothing is judged here. Commands ask the catalogue what there is and the grader what it is
//! worth, and print. What a command returns is the process's exit code: 0 passed, 1 failed, 2 wrong
//! usage, 3 could not judge.

pub mod bench;
pub mod check;
pub mod cli;
pub mod doctor;
pub mod explore;
pub mod failure;
pub mod hint;
pub mod judge;
pub mod list;
pub mod new_exercise;
pub mod parallel;
pub mod progress;
pub mod replay;
pub mod reset;
pub mod select;
pub mod solution;
pub mod terminal;
pub mod test;
pub mod verify;

/// Everything passed.
pub const PASSED: u8 = 0;
/// Something was judged and failed.
pub const FAILED: u8 = 1;
/// The command was used wrongly.
pub const USAGE: u8 = 2;
/// Nothing could be judged, for a reason on our side.
pub const NOT_JUDGED: u8 = 3;
