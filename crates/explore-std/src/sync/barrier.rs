//! A place where threads wait for each other.

use super::would_wait;
use crate::statics::{Span, first_use};
use ::std::cell::Cell;
use ::std::fmt;
use ::std::panic::{Location, RefUnwindSafe, UnwindSafe};
use explore::Op;
use explore::rt::{self, Object};

/// A barrier: as [`std::sync::Barrier`].
pub struct Barrier {
    object: Object,
    size: usize,
    arrived: Cell<usize>,
    generation: Cell<usize>,
}

// SAFETY: the plain cells are used by one operating-system thread (see the crate's documentation).
unsafe impl Send for Barrier {}
// SAFETY: as above.
unsafe impl Sync for Barrier {}
impl UnwindSafe for Barrier {}
impl RefUnwindSafe for Barrier {}

/// Says who was the leader.
pub struct BarrierWaitResult(bool);

impl BarrierWaitResult {
    /// True for exactly one of the threads that met.
    #[must_use]
    pub fn is_leader(&self) -> bool {
        self.0
    }
}

impl fmt::Debug for BarrierWaitResult {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("BarrierWaitResult").field("is_leader", &self.is_leader()).finish()
    }
}

impl Barrier {
    /// A barrier for `n` threads.
    #[track_caller]
    #[must_use]
    pub const fn new(n: usize) -> Barrier {
        Barrier {
            object: Object::new("Barrier", Location::caller()),
            size: n,
            arrived: Cell::new(0),
            generation: Cell::new(0),
        }
    }

    /// Waits until `n` threads have arrived, counting this one; the last is the leader.
    #[track_caller]
    pub fn wait(&self) -> BarrierWaitResult {
        let place = Location::caller();
        if first_use(&self.object, Span::NONE) {
            self.arrived.set(0);
            self.generation.set(0);
        }
        rt::step(Op::Arrive, &self.object, place);
        let generation = self.generation.get();
        let arrived = self.arrived.get() + 1;
        rt::value(|| format!("{arrived} of {}", self.size));
        if arrived < self.size {
            self.arrived.set(arrived);
            rt::step_when(Op::Arrive, &self.object, place, &|| self.generation.get() != generation);
            if self.generation.get() == generation {
                would_wait("`wait`");
            }
            BarrierWaitResult(false)
        } else {
            self.arrived.set(0);
            self.generation.set(generation.wrapping_add(1));
            rt::changed(&self.object);
            BarrierWaitResult(true)
        }
    }
}

impl fmt::Debug for Barrier {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Barrier").finish_non_exhaustive()
    }
}
