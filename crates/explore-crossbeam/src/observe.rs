//! For checks only: what a program's channels have done so far.
//!
//! The real crate has nothing like it. A check sees a submission only through its interface; how far
//! stages have gone that nobody reads from shows in how many messages their channels have had.

use explore::rt;
use std::cell::Cell;

thread_local! {
    /// The execution last seen, and the most messages sent on one of its channels.
    static MOST: Cell<(u64, usize)> = const { Cell::new((0, 0)) };
}

/// How many messages the busiest channel has had since the execution began. A message counts as soon
/// as its `send` is called: waiting to be sent, in the channel, and received all count alike. In a
/// select it counts when it is chosen; a send that failed counted while it lasted.
pub fn most_messages() -> usize {
    let (epoch, most) = MOST.get();
    if epoch == rt::epoch() { most } else { 0 }
}

/// A channel of the running execution has had `messages` so far.
pub(crate) fn taken(messages: usize) {
    MOST.set((rt::epoch(), most_messages().max(messages)));
}
