//! For checks only: what a program's channels have done so far.
//!
//! The real crate has nothing like it. A check sees a submission only through its interface; how far
//! stages have gone that nobody reads from shows in how many messages their channels have taken.

use explore::rt;
use std::cell::Cell;

thread_local! {
    /// The execution last seen, and the most messages one of its channels has taken.
    static MOST: Cell<(u64, usize)> = const { Cell::new((0, 0)) };
}

/// How many messages the channel that took most has taken since the execution began. A message is
/// taken when its send is done, whether or not it has been received since.
pub fn most_messages() -> usize {
    let (epoch, most) = MOST.get();
    if epoch == rt::epoch() { most } else { 0 }
}

/// A channel of the running execution has taken `messages` so far.
pub(crate) fn taken(messages: usize) {
    MOST.set((rt::epoch(), most_messages().max(messages)));
}
