//! Runs a closure under many schedules and says what it found.
//!
//! Knows nothing of courses, exercises or files: a program in, a [`Report`] out.
//!
//! - [`rt`] is the interface stand-ins are written against; [`kernel`](self) runs one execution;
//! - [`strategy`] decides schedules; [`explore`] runs the portfolio, classifies what fails and makes
//!   the failing schedule small;
//! - [`linear`] judges histories; [`harness`] is the main of every check binary.

mod explorer;
pub mod harness;
mod json;
mod kernel;
pub mod linear;
mod minimise;
pub mod op;
mod replay;
pub mod rt;
pub mod strategy;
pub mod trace;
pub mod verdict;

pub use explorer::{Config, Outcome, Report, explore};
pub use kernel::AfterMain;
pub use op::Op;
pub use verdict::Diagnosis;
