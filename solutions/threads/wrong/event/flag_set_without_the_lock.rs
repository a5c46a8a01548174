//! wrong: lost-wakeup
//! fails: nobody_passes_before_it_is_set
//! Sets an atomic flag without the lock: a waiter that has looked and does not sleep yet misses the notification.

use std::sync::atomic::{AtomicBool, AtomicU64, Ordering::SeqCst};
use std::sync::{Condvar, Mutex};
use std::time::Duration;

pub struct Event {
    set: AtomicBool,
    times_set: AtomicU64,
    sleeping: Mutex<()>,
    changed: Condvar,
}

impl Event {
    #[expect(clippy::new_without_default, reason = "an event is made on purpose, not by default")]
    pub fn new() -> Event {
        Event {
            set: AtomicBool::new(false),
            times_set: AtomicU64::new(0),
            sleeping: Mutex::new(()),
            changed: Condvar::new(),
        }
    }

    pub fn set(&self) {
        self.times_set.fetch_add(1, SeqCst);
        self.set.store(true, SeqCst);
        self.changed.notify_all();
    }

    pub fn clear(&self) {
        self.set.store(false, SeqCst);
    }

    pub fn is_set(&self) -> bool {
        self.set.load(SeqCst)
    }

    pub fn wait(&self) {
        let before = self.times_set.load(SeqCst);
        let guard = self.sleeping.lock().unwrap();
        let not_set = |_: &mut ()| !self.is_set() && self.times_set.load(SeqCst) == before;
        drop(self.changed.wait_while(guard, not_set).unwrap());
    }

    pub fn wait_timeout(&self, timeout: Duration) -> bool {
        let before = self.times_set.load(SeqCst);
        let guard = self.sleeping.lock().unwrap();
        let not_set = |_: &mut ()| !self.is_set() && self.times_set.load(SeqCst) == before;
        !self.changed.wait_timeout_while(guard, timeout, not_set).unwrap().1.timed_out()
    }
}
