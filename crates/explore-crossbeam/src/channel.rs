//! Channels: [`bounded`], [`unbounded`], timers, and waiting for several at once.
//!
//! Every operation is one scheduling step; one that has to wait is a candidate again when it can go
//! on. On a channel of capacity 0, and in a select over one, arriving and leaving are two steps,
//! because from arriving on the other side can see that somebody waits.

pub(crate) mod core;
mod select;
mod select_macro;

#[doc(hidden)]
pub use self::select::expanded;
pub use self::select::{Select, SelectedOperation};
#[doc(inline)]
pub use crate::{select, select_biased};
pub use crossbeam::channel::{
    ReadyTimeoutError, RecvError, RecvTimeoutError, SelectTimeoutError, SendError, SendTimeoutError, TryReadyError,
    TryRecvError, TrySelectError, TrySendError,
};

use self::core::{Core, Entry, Got, Kind, Patience, Refused, Side, Timer};
use crate::show;
use crate::time::{self, Instant};
use explore::rt::Place;
use std::cell::{Cell, RefCell};
use std::fmt;
use std::iter::FusedIterator;
use std::panic::{Location, RefUnwindSafe, UnwindSafe};
use std::sync::Arc;
use std::time::Duration;

/// A channel that holds as many messages as are sent.
#[track_caller]
pub fn unbounded<T>() -> (Sender<T>, Receiver<T>) {
    ends(Kind::Unbounded)
}

/// A channel that holds at most `cap` messages; with 0, a send waits for the receive it meets.
#[track_caller]
pub fn bounded<T>(cap: usize) -> (Sender<T>, Receiver<T>) {
    ends(if cap == 0 { Kind::Rendezvous } else { Kind::Bounded(cap) })
}

#[track_caller]
fn ends<T>(kind: Kind) -> (Sender<T>, Receiver<T>) {
    let channel = Arc::new(Channel::new(kind, None, Location::caller()));
    let place = Cell::new(Location::caller());
    let sender = Sender { channel: Arc::clone(&channel), place: place.clone() };
    (sender, Receiver { end: End::Channel(channel), place })
}

/// A receiver that gets one message, the time at which it was due, when `duration` has passed.
#[track_caller]
pub fn after(duration: Duration) -> Receiver<Instant> {
    timer(time::deadline_after(duration).map(Timer::once))
}

/// A receiver that gets one message, the time `when` itself, at that time.
#[track_caller]
pub fn at(when: Instant) -> Receiver<Instant> {
    timer(Some(Timer::once(time::deadline_at(when))))
}

/// A receiver that gets a message, the time at which it was due, every `duration`.
#[track_caller]
pub fn tick(duration: Duration) -> Receiver<Instant> {
    // A period too long for a `u64` of nanoseconds ends long after the virtual clock does.
    let period = u64::try_from(duration.as_nanos()).unwrap_or(u64::MAX);
    timer(time::deadline_after(duration).map(|due| Timer::every(period, due)))
}

#[track_caller]
fn timer(timer: Option<Timer>) -> Receiver<Instant> {
    match timer {
        Some(timer) => {
            let channel = Channel::new(Kind::Timer(timer), Some(time::instant_at), Location::caller());
            Receiver { end: End::Channel(Arc::new(channel)), place: Cell::new(Location::caller()) }
        }
        None => never(),
    }
}

/// A receiver that never gets a message and is never disconnected.
#[track_caller]
pub const fn never<T>() -> Receiver<T> {
    let place = Location::caller();
    Receiver { end: End::Never(Core::new(Kind::Never, place)), place: Cell::new(place) }
}

/// A channel with its messages.
struct Channel<T> {
    core: Core,
    /// The messages, by slot number; which are in the channel, and in which order, `core` knows.
    slots: RefCell<Vec<Option<T>>>,
    /// For a timer, how a time becomes a message. Only there is `T` an `Instant`.
    message: Option<fn(u64) -> T>,
}

// SAFETY: a channel's cells are touched only by the running model thread. All model threads share one
// operating-system thread, and control passes from one to another only inside `explore::rt`, which
// is never called while a cell is borrowed. Messages move between model threads, hence `T: Send`,
// the bound of the original.
unsafe impl<T: Send> Send for Channel<T> {}
// SAFETY: as above.
unsafe impl<T: Send> Sync for Channel<T> {}

impl<T> Channel<T> {
    fn new(kind: Kind, message: Option<fn(u64) -> T>, place: Place) -> Channel<T> {
        Channel { core: Core::new(kind, place), slots: RefCell::new(Vec::new()), message }
    }

    /// Puts a message into a slot that nobody else knows of yet.
    fn put(&self, slot: usize, message: T) {
        let mut slots = self.slots.borrow_mut();
        if slots.len() <= slot {
            slots.resize_with(slot + 1, || None);
        }
        slots[slot] = Some(message);
    }

    /// Takes the message out of a filled slot and gives the slot back.
    fn take(&self, slot: usize) -> Option<T> {
        let message = self.slots.borrow_mut().get_mut(slot).and_then(Option::take);
        self.core.free_slot(slot);
        message
    }

    fn send(&self, message: T, patience: Patience, place: Place) -> Result<(), (Refused, T)> {
        let slot = self.core.take_slot();
        self.put(slot, message);
        self.core.fill(slot);
        let value = || {
            if let Some(message) = &self.slots.borrow()[slot] {
                show::note(message);
            }
        };
        self.core
            .send(slot, patience, place, &value)
            .map_err(|refused| (refused, self.take(slot).expect("a refused message is still in its slot")))
    }

    fn recv(&self, patience: Patience, place: Place) -> Result<T, Refused> {
        let got = self.core.recv(patience, place)?;
        self.receive(got, place)
    }

    /// Fetches the message of a receive that was done.
    fn receive(&self, got: Got, place: Place) -> Result<T, Refused> {
        let message = match got {
            Got::Time(due) => self.message.map(|message| message(due)),
            Got::Slot(slot) => {
                self.core.wait_filled(slot, place);
                self.take(slot)
            }
        };
        // There is none only outside an execution, where a wait for a late message does not wait.
        let message = message.ok_or(Refused::Closed)?;
        show::note(&message);
        Ok(message)
    }

    /// Drops all messages, the oldest first.
    fn discard(&self) {
        while let Some(slot) = self.core.pop_unseen() {
            // The message's own destructor may come back to this channel.
            drop(self.take(slot));
        }
    }
}

impl<T> Drop for Channel<T> {
    fn drop(&mut self) {
        self.discard();
    }
}

/// The sending end of a channel.
pub struct Sender<T> {
    channel: Arc<Channel<T>>,
    /// Where it was used last: what a trace shows for its drop, which stands in no line.
    place: Cell<Place>,
}

// SAFETY: see `Channel`; a sender's own cell is used in the same way.
unsafe impl<T: Send> Send for Sender<T> {}
// SAFETY: as above.
unsafe impl<T: Send> Sync for Sender<T> {}

impl<T> UnwindSafe for Sender<T> {}
impl<T> RefUnwindSafe for Sender<T> {}

impl<T> Sender<T> {
    fn transmit(&self, msg: T, patience: Patience, place: Place) -> Result<(), (Refused, T)> {
        self.place.set(place);
        self.channel.send(msg, patience, place)
    }

    /// Sends if that needs no waiting.
    ///
    /// # Errors
    /// `Full` if there is no room (on a channel of capacity 0: no receiver waiting), `Disconnected`
    /// if there is no receiver left. Both hand the message back.
    #[track_caller]
    pub fn try_send(&self, msg: T) -> Result<(), TrySendError<T>> {
        self.transmit(msg, Patience::Now, Location::caller()).map_err(|(refused, msg)| match refused {
            Refused::Closed => TrySendError::Disconnected(msg),
            _ => TrySendError::Full(msg),
        })
    }

    /// Sends, waiting for room.
    ///
    /// # Errors
    /// If there is no receiver left; hands the message back.
    #[track_caller]
    pub fn send(&self, msg: T) -> Result<(), SendError<T>> {
        self.transmit(msg, Patience::Forever, Location::caller()).map_err(|(_, msg)| SendError(msg))
    }

    /// Sends, waiting for room no longer than `timeout`.
    ///
    /// # Errors
    /// If the time is up or there is no receiver left; hands the message back.
    #[track_caller]
    pub fn send_timeout(&self, msg: T, timeout: Duration) -> Result<(), SendTimeoutError<T>> {
        self.send_patient(msg, time::patience(timeout), Location::caller())
    }

    /// Sends, waiting for room no longer than until `deadline`.
    ///
    /// # Errors
    /// If the time is up or there is no receiver left; hands the message back.
    #[track_caller]
    pub fn send_deadline(&self, msg: T, deadline: Instant) -> Result<(), SendTimeoutError<T>> {
        self.send_patient(msg, Patience::Until(time::deadline_at(deadline)), Location::caller())
    }

    fn send_patient(&self, msg: T, patience: Patience, place: Place) -> Result<(), SendTimeoutError<T>> {
        self.transmit(msg, patience, place).map_err(|(refused, msg)| match refused {
            Refused::Closed => SendTimeoutError::Disconnected(msg),
            _ => SendTimeoutError::Timeout(msg),
        })
    }

    /// Whether it holds no message; always so with capacity 0.
    #[track_caller]
    pub fn is_empty(&self) -> bool {
        self.channel.core.len("is_empty", Location::caller()) == 0
    }

    /// Whether there is no room; always so with capacity 0.
    #[track_caller]
    pub fn is_full(&self) -> bool {
        Some(self.channel.core.len("is_full", Location::caller())) == self.capacity()
    }

    /// How many messages it holds.
    #[track_caller]
    pub fn len(&self) -> usize {
        self.channel.core.len("len", Location::caller())
    }

    /// How many messages it can hold; `None` if that is not limited.
    pub fn capacity(&self) -> Option<usize> {
        self.channel.core.capacity()
    }

    /// Whether both belong to the same channel.
    pub fn same_channel(&self, other: &Sender<T>) -> bool {
        Arc::ptr_eq(&self.channel, &other.channel)
    }

    /// This sender as an operation of a select.
    #[doc(hidden)]
    #[track_caller]
    pub fn entry(&self) -> Operation<'_> {
        self.place.set(Location::caller());
        Operation::new(&self.channel.core, Side::Send, std::ptr::from_ref(self).cast())
    }
}

impl<T> Drop for Sender<T> {
    fn drop(&mut self) {
        self.channel.core.leave(Side::Send, self.place.get());
    }
}

impl<T> Clone for Sender<T> {
    #[track_caller]
    fn clone(&self) -> Self {
        self.channel.core.join(Side::Send);
        Sender { channel: Arc::clone(&self.channel), place: Cell::new(Location::caller()) }
    }
}

impl<T> fmt::Debug for Sender<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad("Sender { .. }")
    }
}

/// The receiving end of a channel, or a timer.
pub struct Receiver<T> {
    end: End<T>,
    /// Where it was used last: what a trace shows for its drop, which stands in no line.
    place: Cell<Place>,
}

#[expect(clippy::large_enum_variant, reason = "a program has few receivers, and `never` cannot allocate")]
enum End<T> {
    Channel(Arc<Channel<T>>),
    /// Apart, because [`never()`] is a `const fn`.
    Never(Core),
}

// SAFETY: as for `Sender`.
unsafe impl<T: Send> Send for Receiver<T> {}
// SAFETY: as for `Sender`.
unsafe impl<T: Send> Sync for Receiver<T> {}

impl<T> UnwindSafe for Receiver<T> {}
impl<T> RefUnwindSafe for Receiver<T> {}

impl<T> Receiver<T> {
    fn core(&self) -> &Core {
        match &self.end {
            End::Channel(channel) => &channel.core,
            End::Never(core) => core,
        }
    }

    fn receive(&self, patience: Patience, place: Place) -> Result<T, Refused> {
        self.place.set(place);
        match &self.end {
            End::Channel(channel) => channel.recv(patience, place),
            End::Never(core) => Err(core.recv(patience, place).expect_err("nothing is ever sent")),
        }
    }

    /// Receives if there is a message.
    ///
    /// # Errors
    /// `Empty` if there is none (on a channel of capacity 0: no sender waiting), `Disconnected` if
    /// there is none and no sender is left.
    #[track_caller]
    pub fn try_recv(&self) -> Result<T, TryRecvError> {
        self.receive(Patience::Now, Location::caller()).map_err(|refused| match refused {
            Refused::Closed => TryRecvError::Disconnected,
            _ => TryRecvError::Empty,
        })
    }

    /// Receives, waiting for a message.
    ///
    /// # Errors
    /// If there is no message and no sender left.
    #[track_caller]
    pub fn recv(&self) -> Result<T, RecvError> {
        self.receive(Patience::Forever, Location::caller()).map_err(|_| RecvError)
    }

    /// Receives, waiting for a message no longer than `timeout`.
    ///
    /// # Errors
    /// If the time is up, or there is no message and no sender left.
    #[track_caller]
    pub fn recv_timeout(&self, timeout: Duration) -> Result<T, RecvTimeoutError> {
        self.recv_patient(time::patience(timeout), Location::caller())
    }

    /// Receives, waiting for a message no longer than until `deadline`.
    ///
    /// # Errors
    /// If the time is up, or there is no message and no sender left.
    #[track_caller]
    pub fn recv_deadline(&self, deadline: Instant) -> Result<T, RecvTimeoutError> {
        self.recv_patient(Patience::Until(time::deadline_at(deadline)), Location::caller())
    }

    fn recv_patient(&self, patience: Patience, place: Place) -> Result<T, RecvTimeoutError> {
        self.receive(patience, place).map_err(|refused| match refused {
            Refused::Closed => RecvTimeoutError::Disconnected,
            _ => RecvTimeoutError::Timeout,
        })
    }

    /// Whether it holds no message; always so with capacity 0.
    #[track_caller]
    pub fn is_empty(&self) -> bool {
        self.core().len("is_empty", Location::caller()) == 0
    }

    /// Whether there is no room; always so with capacity 0.
    #[track_caller]
    pub fn is_full(&self) -> bool {
        Some(self.core().len("is_full", Location::caller())) == self.capacity()
    }

    /// How many messages it holds.
    #[track_caller]
    pub fn len(&self) -> usize {
        self.core().len("len", Location::caller())
    }

    /// How many messages it can hold; `None` if that is not limited.
    pub fn capacity(&self) -> Option<usize> {
        self.core().capacity()
    }

    /// An iterator that waits for each message and ends when no sender is left.
    #[track_caller]
    pub fn iter(&self) -> Iter<'_, T> {
        Iter { receiver: self, place: Location::caller() }
    }

    /// An iterator over the messages there are, which does not wait.
    #[track_caller]
    pub fn try_iter(&self) -> TryIter<'_, T> {
        TryIter { receiver: self, place: Location::caller() }
    }

    /// Whether both belong to the same channel.
    pub fn same_channel(&self, other: &Receiver<T>) -> bool {
        match (&self.end, &other.end) {
            (End::Channel(a), End::Channel(b)) => Arc::ptr_eq(a, b),
            (End::Never(_), End::Never(_)) => true,
            _ => false,
        }
    }

    /// This receiver as an operation of a select.
    #[doc(hidden)]
    #[track_caller]
    pub fn entry(&self) -> Operation<'_> {
        self.place.set(Location::caller());
        Operation::new(self.core(), Side::Receive, std::ptr::from_ref(self).cast())
    }
}

impl<T> Drop for Receiver<T> {
    fn drop(&mut self) {
        if let End::Channel(channel) = &self.end
            && channel.core.leave(Side::Receive, self.place.get())
            && channel.core.discards_early()
        {
            channel.discard();
        }
    }
}

impl<T> Clone for Receiver<T> {
    #[track_caller]
    fn clone(&self) -> Self {
        match &self.end {
            End::Channel(channel) => {
                channel.core.join(Side::Receive);
                Receiver { end: End::Channel(Arc::clone(channel)), place: Cell::new(Location::caller()) }
            }
            End::Never(_) => never(),
        }
    }
}

impl<T> fmt::Debug for Receiver<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad("Receiver { .. }")
    }
}

impl<'a, T> IntoIterator for &'a Receiver<T> {
    type Item = T;
    type IntoIter = Iter<'a, T>;

    #[track_caller]
    fn into_iter(self) -> Iter<'a, T> {
        self.iter()
    }
}

impl<T> IntoIterator for Receiver<T> {
    type Item = T;
    type IntoIter = IntoIter<T>;

    #[track_caller]
    fn into_iter(self) -> IntoIter<T> {
        IntoIter { receiver: self, place: Location::caller() }
    }
}

/// Waits for each message and ends when no sender is left; see [`Receiver::iter`].
pub struct Iter<'a, T> {
    receiver: &'a Receiver<T>,
    /// Where it was made; its `next` is mostly called from within std.
    place: Place,
}

impl<T> FusedIterator for Iter<'_, T> {}

impl<T> Iterator for Iter<'_, T> {
    type Item = T;

    fn next(&mut self) -> Option<T> {
        self.receiver.receive(Patience::Forever, self.place).ok()
    }
}

impl<T> fmt::Debug for Iter<'_, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad("Iter { .. }")
    }
}

/// The messages there are, without waiting; see [`Receiver::try_iter`].
pub struct TryIter<'a, T> {
    receiver: &'a Receiver<T>,
    place: Place,
}

impl<T> Iterator for TryIter<'_, T> {
    type Item = T;

    fn next(&mut self) -> Option<T> {
        self.receiver.receive(Patience::Now, self.place).ok()
    }
}

impl<T> fmt::Debug for TryIter<'_, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad("TryIter { .. }")
    }
}

/// Like [`Iter`], owning its receiver.
pub struct IntoIter<T> {
    receiver: Receiver<T>,
    place: Place,
}

impl<T> FusedIterator for IntoIter<T> {}

impl<T> Iterator for IntoIter<T> {
    type Item = T;

    fn next(&mut self) -> Option<T> {
        self.receiver.receive(Patience::Forever, self.place).ok()
    }
}

impl<T> fmt::Debug for IntoIter<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad("IntoIter { .. }")
    }
}

/// A channel's end as an operation of a select, without the type of its messages.
#[doc(hidden)]
#[derive(Clone, Copy)]
pub struct Operation<'a> {
    entry: Entry<'a>,
    /// Address of the `Sender` or `Receiver` it was made of: the one that must complete it.
    end: *const (),
}

impl<'a> Operation<'a> {
    fn new(core: &'a Core, side: Side, end: *const ()) -> Operation<'a> {
        Operation { entry: Entry { core, side }, end }
    }
}
