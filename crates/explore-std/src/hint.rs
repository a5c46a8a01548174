//! Hints to the compiler and the scheduler. Only [`spin_loop`] is modelled: it gives way.

pub use ::std::hint::{assert_unchecked, black_box, cold_path, select_unpredictable, unreachable_unchecked};
use ::std::panic::Location;
use explore::{Op, rt};

/// Says that the thread is spinning: others get a chance to run.
#[track_caller]
pub fn spin_loop() {
    rt::step_bare(Op::Yield, Location::caller());
    rt::idle();
}
