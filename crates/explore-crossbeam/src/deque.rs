//! Queues for work stealing: a [`Worker`] of one thread, its [`Stealer`]s, and a shared [`Injector`].
//!
//! Every operation is one scheduling step. [`Steal::Retry`] is what a steal may return, like the
//! original, when another thread took something between its beginning and its end: here, while it
//! stood at its scheduling point.

pub use crossbeam::deque::Steal;

use crate::show;
use explore::Op;
use explore::rt::{self, Object, Place};
use std::cell::{Cell, RefCell};
use std::collections::VecDeque;
use std::fmt;
use std::marker::PhantomData;
use std::panic::Location;
use std::sync::Arc;

/// Tasks a batch has at most, unless a limit is given.
const MOST_IN_A_BATCH: usize = 32;

/// Which end of its own queue a worker takes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Flavor {
    Fifo,
    Lifo,
}

struct Tasks<T> {
    object: Object,
    tasks: RefCell<VecDeque<T>>,
    /// How often a task was taken.
    taken: Cell<u64>,
}

// SAFETY: the tasks are touched only by the running model thread, which does not lose control while
// it does: control changes hands only inside `explore::rt`. All model threads share one
// operating-system thread. Tasks move between model threads, hence `T: Send`.
unsafe impl<T: Send> Send for Tasks<T> {}
// SAFETY: as above.
unsafe impl<T: Send> Sync for Tasks<T> {}

impl<T> Tasks<T> {
    fn new(kind: &'static str, place: Place) -> Tasks<T> {
        Tasks { object: Object::new(kind, place), tasks: RefCell::new(VecDeque::new()), taken: Cell::new(0) }
    }

    fn push(&self, task: T, place: Place) {
        rt::step(Op::Other("push"), &self.object, place);
        show::note(&task);
        self.tasks.borrow_mut().push_back(task);
    }

    fn pop(&self, flavor: Flavor, place: Place) -> Option<T> {
        rt::step(Op::Other("pop"), &self.object, place);
        let task = match flavor {
            Flavor::Fifo => self.tasks.borrow_mut().pop_front(),
            Flavor::Lifo => self.tasks.borrow_mut().pop_back(),
        };
        match &task {
            Some(task) => self.took(task),
            None => empty(),
        }
        task
    }

    fn took(&self, task: &T) {
        self.taken.set(self.taken.get() + 1);
        show::note(task);
    }

    fn len(&self, operation: &'static str, place: Place) -> usize {
        rt::step(Op::Other(operation), &self.object, place);
        let length = self.tasks.borrow().len();
        rt::value(|| length.to_string());
        rt::idle();
        length
    }

    /// Steals: `take` gets the tasks, of which there is at least one.
    fn steal<R>(&self, operation: &'static str, place: Place, take: impl FnOnce(&mut VecDeque<T>) -> R) -> Steal<R> {
        let before = self.taken.get();
        rt::step(Op::Other(operation), &self.object, place);
        if self.tasks.borrow().is_empty() {
            empty();
            return Steal::Empty;
        }
        if self.taken.get() != before && rt::rarely() {
            rt::value(|| "retry".to_owned());
            rt::idle();
            return Steal::Retry;
        }
        let stolen = take(&mut self.tasks.borrow_mut());
        self.taken.set(self.taken.get() + 1);
        Steal::Success(stolen)
    }

    fn steal_one(&self, place: Place) -> Steal<T> {
        self.steal("steal", place, |tasks| {
            let task = tasks.pop_front().expect("there is a task");
            show::note(&task);
            task
        })
    }

    /// Steals half of the tasks, `limit` at most, for `dest`.
    fn steal_batch(&self, dest: &Worker<T>, limit: usize, flavor: Flavor, place: Place) -> Steal<()> {
        assert!(limit > 0);
        self.steal("steal_batch", place, |tasks| {
            let size = tasks.len().div_ceil(2).min(limit);
            rt::value(|| format!("{size} tasks"));
            dest.receive(in_order(tasks.drain(..size), flavor));
        })
    }

    /// Steals half of the tasks, `limit` at most, for `dest`, except the one to be run first.
    fn steal_batch_and_pop(&self, dest: &Worker<T>, limit: usize, flavor: Flavor, place: Place) -> Steal<T> {
        assert!(limit > 0);
        self.steal("steal_batch_and_pop", place, |tasks| {
            let size = tasks.len().div_ceil(2).min(limit);
            rt::value(|| format!("{size} tasks"));
            let mut stolen = in_order(tasks.drain(..size), flavor);
            let first = stolen.pop_front().expect("there is a task");
            dest.receive(stolen);
            first
        })
    }
}

fn empty() {
    rt::value(|| "empty".to_owned());
    rt::idle();
}

/// Stolen tasks in the order in which they are to be run. The oldest are stolen; a thief of a
/// last-in first-out worker runs the newest of them first.
fn in_order<T>(stolen: impl Iterator<Item = T>, flavor: Flavor) -> VecDeque<T> {
    let mut stolen: VecDeque<T> = stolen.collect();
    if flavor == Flavor::Lifo {
        stolen.make_contiguous().reverse();
    }
    stolen
}

/// A queue of one thread, from which others may steal.
pub struct Worker<T> {
    tasks: Arc<Tasks<T>>,
    flavor: Flavor,
    /// Like the original: it may move to another thread but not be used by two at once.
    _not_sync: PhantomData<*mut ()>,
}

// SAFETY: the pointer is only there to make the type not `Sync`; for the tasks see `Tasks`.
unsafe impl<T: Send> Send for Worker<T> {}

impl<T> Worker<T> {
    /// An empty queue whose owner takes the oldest task.
    #[track_caller]
    pub fn new_fifo() -> Worker<T> {
        Worker::new(Flavor::Fifo, Location::caller())
    }

    /// An empty queue whose owner takes the newest task.
    #[track_caller]
    pub fn new_lifo() -> Worker<T> {
        Worker::new(Flavor::Lifo, Location::caller())
    }

    fn new(flavor: Flavor, place: Place) -> Worker<T> {
        Worker { tasks: Arc::new(Tasks::new("Worker", place)), flavor, _not_sync: PhantomData }
    }

    /// A handle that steals from this queue.
    pub fn stealer(&self) -> Stealer<T> {
        Stealer { tasks: Arc::clone(&self.tasks), flavor: self.flavor }
    }

    /// Whether it holds no task.
    #[track_caller]
    pub fn is_empty(&self) -> bool {
        self.tasks.len("is_empty", Location::caller()) == 0
    }

    /// How many tasks it holds.
    #[track_caller]
    pub fn len(&self) -> usize {
        self.tasks.len("len", Location::caller())
    }

    /// Adds a task.
    #[track_caller]
    pub fn push(&self, task: T) {
        self.tasks.push(task, Location::caller());
    }

    /// Takes a task.
    #[track_caller]
    pub fn pop(&self) -> Option<T> {
        self.tasks.pop(self.flavor, Location::caller())
    }

    /// Adds tasks that are to be run in this order, in the step of the operation that stole them.
    fn receive(&self, tasks: VecDeque<T>) {
        let mut own = self.tasks.tasks.borrow_mut();
        match self.flavor {
            Flavor::Fifo => own.extend(tasks),
            Flavor::Lifo => own.extend(tasks.into_iter().rev()),
        }
    }

    fn owns(&self, tasks: &Arc<Tasks<T>>) -> bool {
        Arc::ptr_eq(&self.tasks, tasks)
    }
}

impl<T> fmt::Debug for Worker<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad("Worker { .. }")
    }
}

/// Steals from a [`Worker`], always its oldest task.
pub struct Stealer<T> {
    tasks: Arc<Tasks<T>>,
    flavor: Flavor,
}

impl<T> Stealer<T> {
    /// Whether the queue holds no task.
    #[track_caller]
    pub fn is_empty(&self) -> bool {
        self.tasks.len("is_empty", Location::caller()) == 0
    }

    /// How many tasks the queue holds.
    #[track_caller]
    pub fn len(&self) -> usize {
        self.tasks.len("len", Location::caller())
    }

    /// Steals a task.
    #[track_caller]
    pub fn steal(&self) -> Steal<T> {
        self.tasks.steal_one(Location::caller())
    }

    /// Steals about half of the tasks and gives them to `dest`.
    #[track_caller]
    pub fn steal_batch(&self, dest: &Worker<T>) -> Steal<()> {
        self.steal_batch_with_limit(dest, MOST_IN_A_BATCH)
    }

    /// Steals about half of the tasks, `limit` at most, and gives them to `dest`.
    ///
    /// # Panics
    /// If `limit` is 0.
    #[track_caller]
    pub fn steal_batch_with_limit(&self, dest: &Worker<T>, limit: usize) -> Steal<()> {
        assert!(limit > 0);
        if dest.owns(&self.tasks) {
            return if dest.is_empty() { Steal::Empty } else { Steal::Success(()) };
        }
        self.tasks.steal_batch(dest, limit, self.flavor, Location::caller())
    }

    /// Steals about half of the tasks, gives them to `dest`, and takes one from there.
    #[track_caller]
    pub fn steal_batch_and_pop(&self, dest: &Worker<T>) -> Steal<T> {
        self.steal_batch_with_limit_and_pop(dest, MOST_IN_A_BATCH)
    }

    /// Steals about half of the tasks, `limit` at most, gives them to `dest`, and takes one from there.
    ///
    /// # Panics
    /// If `limit` is 0.
    #[track_caller]
    pub fn steal_batch_with_limit_and_pop(&self, dest: &Worker<T>, limit: usize) -> Steal<T> {
        assert!(limit > 0);
        if dest.owns(&self.tasks) {
            return dest.pop().map_or(Steal::Empty, Steal::Success);
        }
        self.tasks.steal_batch_and_pop(dest, limit, self.flavor, Location::caller())
    }
}

impl<T> Clone for Stealer<T> {
    fn clone(&self) -> Stealer<T> {
        Stealer { tasks: Arc::clone(&self.tasks), flavor: self.flavor }
    }
}

impl<T> fmt::Debug for Stealer<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad("Stealer { .. }")
    }
}

/// A first-in first-out queue that all threads push into and steal from.
pub struct Injector<T> {
    tasks: Tasks<T>,
}

impl<T> Injector<T> {
    /// An empty queue.
    #[track_caller]
    pub fn new() -> Injector<T> {
        Injector { tasks: Tasks::new("Injector", Location::caller()) }
    }

    /// Adds a task.
    #[track_caller]
    pub fn push(&self, task: T) {
        self.tasks.push(task, Location::caller());
    }

    /// Steals a task.
    #[track_caller]
    pub fn steal(&self) -> Steal<T> {
        self.tasks.steal_one(Location::caller())
    }

    /// Steals about half of the tasks and gives them to `dest`.
    #[track_caller]
    pub fn steal_batch(&self, dest: &Worker<T>) -> Steal<()> {
        self.steal_batch_with_limit(dest, MOST_IN_A_BATCH)
    }

    /// Steals about half of the tasks, `limit` at most, and gives them to `dest`.
    ///
    /// # Panics
    /// If `limit` is 0.
    #[track_caller]
    pub fn steal_batch_with_limit(&self, dest: &Worker<T>, limit: usize) -> Steal<()> {
        self.tasks.steal_batch(dest, limit, Flavor::Fifo, Location::caller())
    }

    /// Steals about half of the tasks, gives them to `dest`, and takes one from there.
    #[track_caller]
    pub fn steal_batch_and_pop(&self, dest: &Worker<T>) -> Steal<T> {
        self.steal_batch_with_limit_and_pop(dest, MOST_IN_A_BATCH)
    }

    /// Steals about half of the tasks, `limit` at most, gives them to `dest`, and takes one from there.
    ///
    /// # Panics
    /// If `limit` is 0.
    #[track_caller]
    pub fn steal_batch_with_limit_and_pop(&self, dest: &Worker<T>, limit: usize) -> Steal<T> {
        self.tasks.steal_batch_and_pop(dest, limit, Flavor::Fifo, Location::caller())
    }

    /// Whether it holds no task.
    #[track_caller]
    pub fn is_empty(&self) -> bool {
        self.tasks.len("is_empty", Location::caller()) == 0
    }

    /// How many tasks it holds.
    #[track_caller]
    pub fn len(&self) -> usize {
        self.tasks.len("len", Location::caller())
    }
}

impl<T> Default for Injector<T> {
    #[track_caller]
    fn default() -> Self {
        Injector::new()
    }
}

impl<T> fmt::Debug for Injector<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad("Injector { .. }")
    }
}
