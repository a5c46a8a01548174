//! Queues without blocking: [`ArrayQueue`] of a fixed capacity and [`SegQueue`] without a limit.
//!
//! Every operation is one scheduling step, so every queue is linearizable, as the originals are.

use crate::show;
use explore::Op;
use explore::rt::{self, Object, Place};
use std::cell::RefCell;
use std::collections::VecDeque;
use std::collections::vec_deque;
use std::fmt;
use std::mem;
use std::panic::{Location, RefUnwindSafe, UnwindSafe};

/// What both queues are made of.
struct Queue<T> {
    object: Object,
    items: RefCell<VecDeque<T>>,
}

impl<T> Queue<T> {
    const fn new(kind: &'static str, place: Place) -> Queue<T> {
        Queue { object: Object::new(kind, place), items: RefCell::new(VecDeque::new()) }
    }

    /// The items, as they are; a queue in a static starts empty in every execution.
    fn items(&self) -> std::cell::RefMut<'_, VecDeque<T>> {
        let mut items = self.items.borrow_mut();
        if self.object.fresh() {
            // Items of an earlier execution may refer to what is gone with it.
            mem::forget(mem::take(&mut *items));
        }
        items
    }

    fn step(&self, operation: &'static str, place: Place) {
        // Before the first step, so that it is not what comes after it that is cleared.
        drop(self.items());
        rt::step(Op::Other(operation), &self.object, place);
    }

    /// Pushes unless the queue holds `capacity` items already.
    fn push(&self, value: T, capacity: usize, place: Place) -> Result<(), T> {
        self.step("push", place);
        show::note(&value);
        let mut items = self.items();
        if items.len() >= capacity {
            rt::idle();
            return Err(value);
        }
        items.push_back(value);
        Ok(())
    }

    fn pop(&self, place: Place) -> Option<T> {
        self.step("pop", place);
        let item = self.items().pop_front();
        match &item {
            Some(item) => show::note(item),
            None => {
                rt::value(|| "empty".to_owned());
                rt::idle();
            }
        }
        item
    }

    fn len(&self, operation: &'static str, place: Place) -> usize {
        self.step(operation, place);
        let length = self.items().len();
        rt::value(|| length.to_string());
        rt::idle();
        length
    }

    fn into_items(self) -> VecDeque<T> {
        drop(self.items());
        self.items.into_inner()
    }
}

/// A queue of a fixed capacity.
pub struct ArrayQueue<T> {
    queue: Queue<T>,
    capacity: usize,
}

// SAFETY: the items are touched only by the running model thread, which does not lose control while
// it does: control changes hands only inside `explore::rt`. All model threads share one
// operating-system thread. The bounds are those of the original.
unsafe impl<T: Send> Send for ArrayQueue<T> {}
// SAFETY: as above.
unsafe impl<T: Send> Sync for ArrayQueue<T> {}

impl<T> UnwindSafe for ArrayQueue<T> {}
impl<T> RefUnwindSafe for ArrayQueue<T> {}

impl<T> ArrayQueue<T> {
    /// An empty queue for `cap` items.
    ///
    /// # Panics
    /// If `cap` is 0.
    #[track_caller]
    pub fn new(cap: usize) -> ArrayQueue<T> {
        assert!(cap > 0, "capacity must be non-zero");
        ArrayQueue { queue: Queue::new("ArrayQueue", Location::caller()), capacity: cap }
    }

    /// Appends an item.
    ///
    /// # Errors
    /// If the queue is full; with the item.
    #[track_caller]
    pub fn push(&self, value: T) -> Result<(), T> {
        self.queue.push(value, self.capacity, Location::caller())
    }

    /// Appends an item; the queue belongs to the caller alone.
    ///
    /// # Errors
    /// If the queue is full; with the item.
    pub fn push_mut(&mut self, value: T) -> Result<(), T> {
        let mut items = self.queue.items();
        if items.len() >= self.capacity {
            return Err(value);
        }
        items.push_back(value);
        Ok(())
    }

    /// Appends an item; if the queue is full, the oldest makes room and is returned.
    #[track_caller]
    pub fn force_push(&self, value: T) -> Option<T> {
        self.queue.step("force_push", Location::caller());
        show::note(&value);
        let mut items = self.queue.items();
        let oldest = if items.len() >= self.capacity { items.pop_front() } else { None };
        items.push_back(value);
        oldest
    }

    /// Takes the oldest item.
    #[track_caller]
    pub fn pop(&self) -> Option<T> {
        self.queue.pop(Location::caller())
    }

    /// Takes the oldest item; the queue belongs to the caller alone.
    pub fn pop_mut(&mut self) -> Option<T> {
        self.queue.items().pop_front()
    }

    /// How many items it can hold.
    pub fn capacity(&self) -> usize {
        self.capacity
    }

    /// Whether it holds no item.
    #[track_caller]
    pub fn is_empty(&self) -> bool {
        self.queue.len("is_empty", Location::caller()) == 0
    }

    /// Whether there is no room.
    #[track_caller]
    pub fn is_full(&self) -> bool {
        self.queue.len("is_full", Location::caller()) == self.capacity
    }

    /// How many items it holds.
    #[track_caller]
    pub fn len(&self) -> usize {
        self.queue.len("len", Location::caller())
    }
}

impl<T> fmt::Debug for ArrayQueue<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad("ArrayQueue { .. }")
    }
}

impl<T> IntoIterator for ArrayQueue<T> {
    type Item = T;
    type IntoIter = IntoIter<T>;

    fn into_iter(self) -> IntoIter<T> {
        IntoIter { items: self.queue.into_items().into_iter() }
    }
}

/// A queue without a limit.
pub struct SegQueue<T> {
    queue: Queue<T>,
}

// SAFETY: as for `ArrayQueue`.
unsafe impl<T: Send> Send for SegQueue<T> {}
// SAFETY: as for `ArrayQueue`.
unsafe impl<T: Send> Sync for SegQueue<T> {}

impl<T> UnwindSafe for SegQueue<T> {}
impl<T> RefUnwindSafe for SegQueue<T> {}

impl<T> SegQueue<T> {
    /// An empty queue.
    #[track_caller]
    pub const fn new() -> SegQueue<T> {
        SegQueue { queue: Queue::new("SegQueue", Location::caller()) }
    }

    /// Appends an item.
    #[track_caller]
    pub fn push(&self, value: T) {
        // A queue of so many items cannot exist.
        let pushed = self.queue.push(value, usize::MAX, Location::caller());
        debug_assert!(pushed.is_ok());
    }

    /// Appends an item; the queue belongs to the caller alone.
    pub fn push_mut(&mut self, value: T) {
        self.queue.items().push_back(value);
    }

    /// Takes the oldest item.
    #[track_caller]
    pub fn pop(&self) -> Option<T> {
        self.queue.pop(Location::caller())
    }

    /// Takes the oldest item; the queue belongs to the caller alone.
    pub fn pop_mut(&mut self) -> Option<T> {
        self.queue.items().pop_front()
    }

    /// Whether it holds no item.
    #[track_caller]
    pub fn is_empty(&self) -> bool {
        self.queue.len("is_empty", Location::caller()) == 0
    }

    /// How many items it holds.
    #[track_caller]
    pub fn len(&self) -> usize {
        self.queue.len("len", Location::caller())
    }
}

impl<T> Default for SegQueue<T> {
    #[track_caller]
    fn default() -> SegQueue<T> {
        SegQueue::new()
    }
}

impl<T> fmt::Debug for SegQueue<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad("SegQueue { .. }")
    }
}

impl<T> IntoIterator for SegQueue<T> {
    type Item = T;
    type IntoIter = IntoIter<T>;

    fn into_iter(self) -> IntoIter<T> {
        IntoIter { items: self.queue.into_items().into_iter() }
    }
}

/// The items of a queue, the oldest first.
#[derive(Debug)]
pub struct IntoIter<T> {
    items: vec_deque::IntoIter<T>,
}

impl<T> Iterator for IntoIter<T> {
    type Item = T;

    fn next(&mut self) -> Option<T> {
        self.items.next()
    }
}
