//! right: every clear puts up a new one-shot door; who waits at the old one is not concerned by it

use std::sync::{Arc, Condvar, Mutex};
use std::time::Duration;

/// Shut at first, and once it is open it stays open.
#[derive(Default)]
struct Door {
    open: Mutex<bool>,
    opened: Condvar,
}

pub struct Event {
    door: Mutex<Arc<Door>>,
}

impl Event {
    #[expect(clippy::new_without_default, reason = "an event is made on purpose, not by default")]
    pub fn new() -> Event {
        Event { door: Mutex::new(Arc::new(Door::default())) }
    }

    pub fn set(&self) {
        // The lock of the event is held, so that no clear comes between choosing the door and opening it.
        let door = self.door.lock().unwrap();
        *door.open.lock().unwrap() = true;
        door.opened.notify_all();
    }

    pub fn clear(&self) {
        let mut door = self.door.lock().unwrap();
        let open = *door.open.lock().unwrap();
        if open {
            *door = Arc::new(Door::default());
        }
    }

    pub fn is_set(&self) -> bool {
        let door = self.door.lock().unwrap();
        let open = *door.open.lock().unwrap();
        open
    }

    pub fn wait(&self) {
        let door = Arc::clone(&*self.door.lock().unwrap());
        let open = door.open.lock().unwrap();
        drop(door.opened.wait_while(open, |open| !*open).unwrap());
    }

    pub fn wait_timeout(&self, timeout: Duration) -> bool {
        let door = Arc::clone(&*self.door.lock().unwrap());
        let open = door.open.lock().unwrap();
        let (open, _) = door.opened.wait_timeout_while(open, timeout, |open| !*open).unwrap();
        *open
    }
}
