//! The stand-in for `tokio`: the same paths and signatures, with the order of the tasks in the hands
//! of the schedule explorer and time in nobody's.
//!
//! What runs is the real tokio: one current-thread runtime per execution, its clock paused, with
//! tokio's own timers, its own `sync`, `JoinSet` and cancellation. Added is a *gate* in front of
//! every spawned task: when its turn comes to be polled the explorer may say that it gives way, and
//! it goes to the back of the queue of ready tasks. So every order of the ready tasks comes about, and
//! one that fails is replayed and made small like any other schedule. [`harness`] runs a check in
//! this way, or once in tokio's own order for what is about time.
//!
//! Outside a check everything here is plain tokio.
//!
//! # Differences
//!
//! Each is pinned by a test in `tests/differences.rs`, which runs the same program on both.
//!
//! - Tasks take turns only where they await, as on a current-thread runtime: two tasks never run at
//!   the same moment. What goes wrong only in parallel is for the thread exercises.
//! - `select!` without `biased;` starts at a branch of the explorer's choice, and at the first one
//!   where nothing is explored; tokio's starts at a random one.
//! - Tasks that wait for one `watch` channel are woken in the order in which they began to wait; tokio
//!   wakes them in a random order. The explorer tries the others.
//! - The clock is paused and moves only when no task is ready. A task that stays ready to wait for time
//!   to pass sees it move by a millisecond every 2,000 polls, and is called a livelock after the
//!   tenth time in a row.
//! - `spawn_blocking` runs its closure on the thread of the tasks, at a moment of its own: it cannot
//!   wait for a task (`blocking_recv`, `Handle::block_on`), and a `std::thread::sleep` in it lets that much of the paused clock
//!   pass before its result is there.
//! - A panic of a task that nobody joins fails the check; tokio prints it and goes on.
//! - `Runtime`, `runtime::Builder`, `#[tokio::main]` and `#[tokio::test]` are absent: the check runs
//!   within a runtime. So are `net`, `fs`, `process`, `signal` and standard input and output.
//! - `time::Instant::from_std` and `into_std` take the real `std::time::Instant`.

mod execution;
mod gate;
pub mod harness;
pub mod io;
mod kernel;
mod macros;
pub mod runtime;
pub mod sync;
pub mod task;
pub mod time;

pub use task::spawn;
pub use tokio::{join, pin, task_local, try_join};

#[doc(hidden)]
pub use macros::__private;
