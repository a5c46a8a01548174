//! Channels with many senders and one receiver.
//!
//! # Differences
//!
//! - In a trace, closing an end is shown where that end was last used, and what an iterator receives
//!   where the iterator was made.

use super::{deadline, would_wait};
use ::std::cell::{Cell, RefCell};
use ::std::collections::VecDeque;
use ::std::fmt;
use ::std::marker::PhantomData;
use ::std::panic::{Location, RefUnwindSafe, UnwindSafe};
use ::std::sync::Arc;
use ::std::time::Duration;
use explore::Op;
use explore::rt::{self, Object, Place, Wait};

pub use ::std::sync::mpsc::{RecvError, RecvTimeoutError, SendError, TryRecvError, TrySendError};

/// A message in a box, so that the channel need not know its type.
type Message = *mut ();

/// A channel without the type of its messages: compiled once, here.
struct RawChannel {
    object: Object,
    queue: RefCell<VecDeque<(u64, Message)>>,
    tickets: Cell<u64>,
    /// None: any number of messages.
    capacity: Option<usize>,
    senders: Cell<usize>,
    receiver: Cell<bool>,
    /// The receiver is blocked: for a channel without room, somebody to hand a message to.
    receiver_waits: Cell<bool>,
    /// Drops the box a message is in.
    discard: unsafe fn(Message),
}

enum NotSent {
    Full,
    Disconnected,
}

enum NotReceived {
    Empty,
    Disconnected,
}

impl RawChannel {
    fn len(&self) -> usize {
        self.queue.borrow().len()
    }

    fn push(&self, message: Message) -> u64 {
        let ticket = self.tickets.get();
        self.tickets.set(ticket + 1);
        self.queue.borrow_mut().push_back((ticket, message));
        rt::changed(&self.object);
        ticket
    }

    fn pop(&self) -> Option<Message> {
        let (_, message) = self.queue.borrow_mut().pop_front()?;
        rt::changed(&self.object);
        Some(message)
    }

    #[inline(never)]
    fn send(&self, message: Message, place: Place) -> Result<(), NotSent> {
        match self.capacity {
            None => rt::step(Op::Send, &self.object, place),
            Some(0) => return self.hand_over(message, place),
            Some(capacity) => {
                let ready = || self.len() < capacity || !self.receiver.get();
                rt::step_when(Op::Send, &self.object, place, &ready);
                if !ready() {
                    would_wait("`send`");
                }
            }
        }
        if !self.receiver.get() {
            rt::value(|| "the receiver is gone".to_owned());
            return Err(NotSent::Disconnected);
        }
        self.push(message);
        Ok(())
    }

    /// Sends on a channel without room: offers the message and waits until it is taken.
    fn hand_over(&self, message: Message, place: Place) -> Result<(), NotSent> {
        rt::step(Op::Send, &self.object, place);
        if self.receiver.get() {
            rt::value(|| "offers it".to_owned());
            let ticket = self.push(message);
            let offered = || self.queue.borrow().iter().any(|&(other, _)| other == ticket);
            rt::step_when(Op::Send, &self.object, place, &|| !offered() || !self.receiver.get());
            if !offered() {
                return Ok(());
            }
            if self.receiver.get() {
                would_wait("`send`");
            }
            self.queue.borrow_mut().retain(|&(other, _)| other != ticket);
        }
        rt::value(|| "the receiver is gone".to_owned());
        Err(NotSent::Disconnected)
    }

    #[inline(never)]
    fn try_send(&self, message: Message, place: Place) -> Result<(), NotSent> {
        rt::step(Op::Other("try_send"), &self.object, place);
        let result = if !self.receiver.get() {
            rt::value(|| "the receiver is gone".to_owned());
            Err(NotSent::Disconnected)
        } else if match self.capacity {
            None => true,
            Some(0) => self.receiver_waits.get() && self.len() == 0,
            Some(capacity) => self.len() < capacity,
        } {
            self.push(message);
            Ok(())
        } else {
            rt::value(|| "full".to_owned());
            Err(NotSent::Full)
        };
        if result.is_err() {
            rt::idle();
        }
        result
    }

    fn receivable(&self) -> bool {
        self.len() > 0 || self.senders.get() == 0
    }

    #[inline(never)]
    fn receive(&self, timeout: Option<Duration>, place: Place) -> Result<Message, NotReceived> {
        if self.capacity == Some(0) {
            // A step of its own, because a blocked receiver is something `try_send` notices.
            rt::step(Op::Receive, &self.object, place);
        }
        if self.capacity != Some(0) || !self.receivable() {
            self.receiver_waits.set(true);
            rt::wait(Wait {
                op: Op::Receive,
                objects: &[&self.object],
                place,
                ready: &|| self.receivable(),
                deadline: timeout.and_then(deadline),
                spurious: false,
            });
            self.receiver_waits.set(false);
        }
        match self.pop() {
            Some(message) => Ok(message),
            None if self.senders.get() == 0 => {
                rt::value(|| "every sender is gone".to_owned());
                Err(NotReceived::Disconnected)
            }
            None if timeout.is_some() => Err(NotReceived::Empty),
            None => would_wait("`recv`"),
        }
    }

    #[inline(never)]
    fn try_receive(&self, place: Place) -> Result<Message, NotReceived> {
        rt::step(Op::Other("try_recv"), &self.object, place);
        match self.pop() {
            Some(message) => Ok(message),
            None if self.senders.get() == 0 => {
                rt::value(|| "every sender is gone".to_owned());
                rt::idle();
                Err(NotReceived::Disconnected)
            }
            None => {
                rt::value(|| "empty".to_owned());
                rt::idle();
                Err(NotReceived::Empty)
            }
        }
    }

    #[inline(never)]
    fn close_sender(&self, place: Place) {
        // Only the last one makes a difference to anybody.
        if self.senders.get() == 1 && self.receiver.get() {
            rt::step(Op::Close, &self.object, place);
        }
        self.senders.set(self.senders.get() - 1);
        if self.senders.get() == 0 {
            rt::changed(&self.object);
        }
    }

    #[inline(never)]
    fn close_receiver(&self, place: Place) {
        if self.senders.get() > 0 {
            rt::step(Op::Close, &self.object, place);
        }
        self.receiver.set(false);
        if self.capacity != Some(0) {
            self.discard_all();
        }
        rt::changed(&self.object);
    }

    fn discard_all(&self) {
        let messages = ::std::mem::take(&mut *self.queue.borrow_mut());
        for (_, message) in messages {
            // SAFETY: the message was boxed as the type `discard` is for, and nobody else has it.
            unsafe { (self.discard)(message) };
        }
    }
}

impl Drop for RawChannel {
    fn drop(&mut self) {
        self.discard_all();
    }
}

fn boxed<T>(value: T) -> Message {
    Box::into_raw(Box::new(value)).cast()
}

/// # Safety
/// `message` comes from `boxed::<T>` and is not used again.
unsafe fn unboxed<T>(message: Message) -> T {
    // SAFETY: the caller's promise.
    unsafe { *Box::from_raw(message.cast::<T>()) }
}

/// # Safety
/// As for [`unboxed`].
unsafe fn discard<T>(message: Message) {
    // SAFETY: the caller's promise.
    drop(unsafe { Box::from_raw(message.cast::<T>()) });
}

/// The sending end of an unbounded channel: as [`std::sync::mpsc::Sender`].
pub struct Sender<T> {
    raw: Arc<RawChannel>,
    /// Where it was last used.
    place: Cell<Place>,
    messages: PhantomData<*mut T>,
}

/// The sending end of a bounded channel: as
/// [`std::sync::mpsc::SyncSender`].
pub struct SyncSender<T> {
    raw: Arc<RawChannel>,
    place: Cell<Place>,
    messages: PhantomData<*mut T>,
}

/// The receiving end: as [`std::sync::mpsc::Receiver`].
pub struct Receiver<T> {
    raw: Arc<RawChannel>,
    place: Cell<Place>,
    messages: PhantomData<*mut T>,
}

// SAFETY: messages move from thread to thread and are never shared; the plain cells are used by one
// operating-system thread (see the crate's documentation).
unsafe impl<T: Send> Send for Sender<T> {}
// SAFETY: as above.
unsafe impl<T: Send> Sync for Sender<T> {}
// SAFETY: as above.
unsafe impl<T: Send> Send for SyncSender<T> {}
// SAFETY: as above.
unsafe impl<T: Send> Sync for SyncSender<T> {}
// SAFETY: as above.
unsafe impl<T: Send> Send for Receiver<T> {}
impl<T> UnwindSafe for Sender<T> {}
impl<T> RefUnwindSafe for Sender<T> {}
impl<T> UnwindSafe for SyncSender<T> {}
impl<T> RefUnwindSafe for SyncSender<T> {}
impl<T> UnwindSafe for Receiver<T> {}
impl<T> RefUnwindSafe for Receiver<T> {}

/// A channel that never fills.
#[must_use]
#[track_caller]
pub fn channel<T>() -> (Sender<T>, Receiver<T>) {
    let (raw, place) = raw_channel(None, discard::<T>);
    let sender = Sender { raw: Arc::clone(&raw), place: Cell::new(place), messages: PhantomData };
    (sender, Receiver { raw, place: Cell::new(place), messages: PhantomData })
}

/// A channel with room for `bound` messages; with none, sending waits for the receiver to take the
/// message.
#[must_use]
#[track_caller]
pub fn sync_channel<T>(bound: usize) -> (SyncSender<T>, Receiver<T>) {
    let (raw, place) = raw_channel(Some(bound), discard::<T>);
    let sender = SyncSender { raw: Arc::clone(&raw), place: Cell::new(place), messages: PhantomData };
    (sender, Receiver { raw, place: Cell::new(place), messages: PhantomData })
}

#[track_caller]
fn raw_channel(capacity: Option<usize>, discard: unsafe fn(Message)) -> (Arc<RawChannel>, Place) {
    let place = Location::caller();
    #[expect(clippy::arc_with_non_send_sync, reason = "the ends are what is sent, with their own bounds")]
    let raw = Arc::new(RawChannel {
        object: Object::new("channel", place),
        queue: RefCell::new(VecDeque::new()),
        tickets: Cell::new(0),
        capacity,
        senders: Cell::new(1),
        receiver: Cell::new(true),
        receiver_waits: Cell::new(false),
        discard,
    });
    (raw, place)
}

impl<T> Sender<T> {
    /// Sends `t`; never waits.
    ///
    /// # Errors
    /// If the receiver is gone; `t` is inside.
    #[track_caller]
    pub fn send(&self, t: T) -> Result<(), SendError<T>> {
        self.place.set(Location::caller());
        let message = boxed(t);
        self.raw.send(message, self.place.get()).map_err(|_| {
            // SAFETY: the channel did not keep the message.
            SendError(unsafe { unboxed(message) })
        })
    }
}

impl<T> Clone for Sender<T> {
    #[track_caller]
    fn clone(&self) -> Sender<T> {
        self.raw.senders.set(self.raw.senders.get() + 1);
        Sender { raw: Arc::clone(&self.raw), place: Cell::new(Location::caller()), messages: PhantomData }
    }
}

impl<T> Drop for Sender<T> {
    fn drop(&mut self) {
        self.raw.close_sender(self.place.get());
    }
}

impl<T> fmt::Debug for Sender<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Sender").finish_non_exhaustive()
    }
}

impl<T> SyncSender<T> {
    /// Sends `t` when there is room, or to a waiting receiver if there never is.
    ///
    /// # Errors
    /// If the receiver is gone; `t` is inside.
    #[track_caller]
    pub fn send(&self, t: T) -> Result<(), SendError<T>> {
        self.place.set(Location::caller());
        let message = boxed(t);
        self.raw.send(message, self.place.get()).map_err(|_| {
            // SAFETY: the channel did not keep the message.
            SendError(unsafe { unboxed(message) })
        })
    }

    /// Sends `t` if that needs no waiting.
    ///
    /// # Errors
    /// If it does, or if the receiver is gone; `t` is inside.
    #[track_caller]
    pub fn try_send(&self, t: T) -> Result<(), TrySendError<T>> {
        self.place.set(Location::caller());
        let message = boxed(t);
        self.raw.try_send(message, self.place.get()).map_err(|not_sent| {
            // SAFETY: the channel did not keep the message.
            let t = unsafe { unboxed(message) };
            match not_sent {
                NotSent::Full => TrySendError::Full(t),
                NotSent::Disconnected => TrySendError::Disconnected(t),
            }
        })
    }
}

impl<T> Clone for SyncSender<T> {
    #[track_caller]
    fn clone(&self) -> SyncSender<T> {
        self.raw.senders.set(self.raw.senders.get() + 1);
        SyncSender { raw: Arc::clone(&self.raw), place: Cell::new(Location::caller()), messages: PhantomData }
    }
}

impl<T> Drop for SyncSender<T> {
    fn drop(&mut self) {
        self.raw.close_sender(self.place.get());
    }
}

impl<T> fmt::Debug for SyncSender<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SyncSender").finish_non_exhaustive()
    }
}

impl<T> Receiver<T> {
    /// Takes a message if there is one.
    ///
    /// # Errors
    /// If there is none, or if there is none and every sender is gone.
    #[track_caller]
    pub fn try_recv(&self) -> Result<T, TryRecvError> {
        self.place.set(Location::caller());
        self.try_recv_here()
    }

    fn try_recv_here(&self) -> Result<T, TryRecvError> {
        match self.raw.try_receive(self.place.get()) {
            // SAFETY: messages of this channel are boxed as `T`, and this one has left it.
            Ok(message) => Ok(unsafe { unboxed(message) }),
            Err(NotReceived::Empty) => Err(TryRecvError::Empty),
            Err(NotReceived::Disconnected) => Err(TryRecvError::Disconnected),
        }
    }

    /// Waits for a message.
    ///
    /// # Errors
    /// If there is none and every sender is gone.
    #[track_caller]
    pub fn recv(&self) -> Result<T, RecvError> {
        self.place.set(Location::caller());
        self.recv_here()
    }

    /// Receives, shown where the receiver was last used: an iterator's `next` is mostly called from
    /// within std.
    fn recv_here(&self) -> Result<T, RecvError> {
        match self.raw.receive(None, self.place.get()) {
            // SAFETY: as above.
            Ok(message) => Ok(unsafe { unboxed(message) }),
            Err(_) => Err(RecvError),
        }
    }

    /// Waits for a message, at most `timeout` of virtual time.
    ///
    /// # Errors
    /// If the time has passed, or if there is no message and every sender is gone.
    #[track_caller]
    pub fn recv_timeout(&self, timeout: Duration) -> Result<T, RecvTimeoutError> {
        self.place.set(Location::caller());
        match self.raw.receive(Some(timeout), self.place.get()) {
            // SAFETY: as above.
            Ok(message) => Ok(unsafe { unboxed(message) }),
            Err(NotReceived::Empty) => Err(RecvTimeoutError::Timeout),
            Err(NotReceived::Disconnected) => Err(RecvTimeoutError::Disconnected),
        }
    }

    /// Every message until all senders are gone; waits for each.
    #[track_caller]
    pub fn iter(&self) -> Iter<'_, T> {
        self.place.set(Location::caller());
        Iter { rx: self }
    }

    /// Every message that is there; never waits.
    #[track_caller]
    pub fn try_iter(&self) -> TryIter<'_, T> {
        self.place.set(Location::caller());
        TryIter { rx: self }
    }
}

impl<T> Drop for Receiver<T> {
    fn drop(&mut self) {
        self.raw.close_receiver(self.place.get());
    }
}

impl<T> fmt::Debug for Receiver<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Receiver").finish_non_exhaustive()
    }
}

/// The iterator of [`Receiver::iter`].
#[derive(Debug)]
pub struct Iter<'a, T: 'a> {
    rx: &'a Receiver<T>,
}

/// The iterator of [`Receiver::try_iter`].
#[derive(Debug)]
pub struct TryIter<'a, T: 'a> {
    rx: &'a Receiver<T>,
}

/// The iterator that owns its receiver.
#[derive(Debug)]
pub struct IntoIter<T> {
    rx: Receiver<T>,
}

impl<T> Iterator for Iter<'_, T> {
    type Item = T;

    fn next(&mut self) -> Option<T> {
        self.rx.recv_here().ok()
    }
}

impl<T> Iterator for TryIter<'_, T> {
    type Item = T;

    fn next(&mut self) -> Option<T> {
        self.rx.try_recv_here().ok()
    }
}

impl<T> Iterator for IntoIter<T> {
    type Item = T;

    fn next(&mut self) -> Option<T> {
        self.rx.recv_here().ok()
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
        self.place.set(Location::caller());
        IntoIter { rx: self }
    }
}
