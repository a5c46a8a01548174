//! Waiting until every clone of a handle is gone.

use explore::Op;
use explore::rt::{self, Object, Place};
use std::cell::Cell;
use std::fmt;
use std::panic::Location;
use std::sync::Arc;

/// A handle whose clones are counted; [`WaitGroup::wait`] waits until all of them are gone.
pub struct WaitGroup {
    group: Arc<Group>,
    /// Where it was made: what a trace shows for its drop, which stands in no line.
    place: Place,
}

struct Group {
    object: Object,
    count: Cell<usize>,
}

// SAFETY: only the running model thread touches the count, and control changes hands only inside
// `explore::rt`; all model threads share one operating-system thread.
unsafe impl Send for Group {}
// SAFETY: as above.
unsafe impl Sync for Group {}

impl WaitGroup {
    /// A new group with this one handle.
    #[track_caller]
    pub fn new() -> Self {
        let place = Location::caller();
        let group = Group { object: Object::new("WaitGroup", place), count: Cell::new(1) };
        WaitGroup { group: Arc::new(group), place }
    }

    /// Gives this handle up and waits until all others are gone.
    #[track_caller]
    pub fn wait(mut self) {
        let place = Location::caller();
        let group = Arc::clone(&self.group);
        self.place = place;
        drop(self);
        if group.count.get() > 0 {
            rt::step_when(Op::Arrive, &group.object, place, &|| group.count.get() == 0);
        }
    }
}

impl Group {
    fn leave(&self, place: Place) {
        rt::step(Op::Arrive, &self.object, place);
        let left = self.count.get() - 1;
        self.count.set(left);
        rt::value(|| format!("{left} left"));
        rt::changed(&self.object);
    }
}

impl Default for WaitGroup {
    #[track_caller]
    fn default() -> Self {
        WaitGroup::new()
    }
}

impl Drop for WaitGroup {
    fn drop(&mut self) {
        self.group.leave(self.place);
    }
}

impl Clone for WaitGroup {
    #[track_caller]
    fn clone(&self) -> Self {
        self.group.count.set(self.group.count.get() + 1);
        WaitGroup { group: Arc::clone(&self.group), place: Location::caller() }
    }
}

impl fmt::Debug for WaitGroup {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("WaitGroup").field("count", &self.group.count.get()).finish()
    }
}
