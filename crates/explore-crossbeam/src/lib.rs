//! The stand-in for `crossbeam`: the same paths and signatures, every operation a scheduling point.
//!
//! Linked in place of the real crate with `--extern crossbeam=libexplore_crossbeam.rlib`, so that an
//! unmodified program runs under the schedule explorer. Error types, `Steal` and `CachePadded` are
//! the real crate's own. Which thread waits for what, and who goes on when, is decided by
//! [`explore::rt`]; this crate schedules nothing itself.
//!
//! # Differences
//!
//! From crossbeam 0.8.5. Pinned by tests, but for the sequential consistency, the layout of `AtomicCell`, how
//! batches are rounded in cases beyond those compared, and an operation dropped while unwinding:
//!
//! - `crossbeam::epoch` is absent.
//! - The clock is virtual: `after`, `at`, `tick` and every time-out follow `std::time::Instant` of
//!   the explorer. A timer looked at 16 times in a row in vain is due at the next look.
//! - When several receivers wait for one message, any may get it; the real crate usually wakes the
//!   one that came first, but promises nothing. On a channel of capacity 0 the first that came is
//!   served first, here as there.
//! - `Backoff` advises blocking after 4 calls of `snooze`, the real one after 11.
//! - `AtomicCell` is not `repr(transparent)`: it carries its place in the program beside the value.
//! - Atomic operations are sequentially consistent.
//! - A batch of stolen tasks is half of those there are, rounded up; the real crate's size is not
//!   specified, and differs by one or at the end of a block.
//! - `Steal::Retry` is returned only when another thread took a task while the steal was under way.
//! - `ShardedLock` is one lock without shards.
//! - Dropping a `SelectedOperation` while unwinding does not end the process.

pub mod atomic;
pub mod channel;
pub mod deque;
pub mod observe;
pub mod queue;
mod show;
pub mod sync;
pub mod thread;
mod time;
pub mod utils;

#[doc(inline)]
pub use thread::scope;
