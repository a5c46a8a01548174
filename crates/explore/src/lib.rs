//! Runs a closure under many schedules and says what it found.
//!
//! Knows nothing of courses, exercises or files: a program in, a [`Report`] out.

pub mod harness;
pub mod op;
pub mod rt;
pub mod verdict;

pub use op::Op;
pub use verdict::Diagnosis;
