//! Judges submissions that fork: real processes, real channels, real signals.
//!
//! # Who is who
//!
//! [`run`] forks. The child runs the check and with it the submission; the parent is the *monitor*: it
//! has no other thread, touches nothing of the submission's, and watches the whole tree below it through
//! `/proc`. That arrangement settles three things at once. The monitor is a subreaper, so an orphan
//! comes to it and is seen. Only the monitor holds the descriptor the record is written to, so no
//! process of the submission can write into it, and a worker that goes on in the caller's code can do
//! no harm: whatever it reports is dropped, and it is found out (see [`call`]). And a check that hangs,
//! exits or is killed is an observation and not the end of the judge. Everything works without
//! privileges.
//!
//! The monitor stays in the process group of the process that was started to judge: whoever stops it
//! by killing that group stops the submission's processes too.
//!
//! # At rest
//!
//! What a check wants to know of processes (are they busy at the same time? how many are there? does it
//! hang?) is usually asked with sleeps, and then the answer depends on the load of the machine. Here it
//! is asked when *everything is at rest*: every thread of every process of the submission is blocked in
//! a system call that only another one of them could end. The monitor looks twice; a thread that is
//! blocked both times with the same count of context switches slept all the time between, so there was a
//! moment when all of them slept, and nothing can happen any more. No clock is involved, and load makes
//! it slower but never different.
//!
//! A job calls [`hold`] to stay where it is until everything is at rest; what the monitor counts then is
//! in [`facts`]. A job calls [`wait_for`] to let another one go first. At rest with nobody in `hold`:
//! a job that still waits for another one means `not-concurrent`, otherwise it is a `deadlock`.
//!
//! A submission that polls (it looks, sleeps a little, looks again) is never at rest in that strict
//! sense. A thread counts as polling, and as good as at rest, once it has woken up in vain several times,
//! or has used much processor time, while nothing else in the tree moved.
//!
//! What this needs of the system is Linux and a readable `/proc`. Where `/proc/PID/syscall` is missing,
//! a sleep cannot be told from a wait; the lens then only trusts sleeps that last much longer.

#[cfg(not(target_os = "linux"))]
compile_error!("the process lens reads /proc and uses futexes: it needs Linux");

mod board;
mod check;
mod monitor;
mod tree;

pub use check::{
    Facts, Rest, Run, call, call_leaving_nothing, facts, fail, hold, kill_this_process, mark, panics, ran, wait_for,
};
pub use explore::Diagnosis;
pub use monitor::{Failure, Place, judge};

use explore::harness;

/// Runs a check and reports what is wrong to the harness; returns if nothing is.
///
/// # Panics
///
/// Ends the check by [`harness::fail_at`].
pub fn run(check: fn()) {
    if let Err(failure) = judge(check) {
        for (who, what) in &failure.seen {
            harness::event(who, what, "", "");
        }
        let place = failure.place.map(|place| (place.file, place.line, place.column));
        harness::fail_at(failure.diagnosis, failure.message, place);
    }
}
