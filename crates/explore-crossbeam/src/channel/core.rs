//! What a channel does, without the type of its messages: who may go on, who waits, who is gone.
//!
//! Messages lie in numbered slots of the typed channel; this module moves slot numbers about.
//! A slot is *filled* once its message is in it: a send chosen by a select is committed before its
//! message exists, so the receiver may hold a slot that is not filled yet and then waits for it.
//!
//! A channel of capacity 0 holds nothing. Whoever comes first leaves an [`Offer`] and waits; whoever
//! comes second takes the offer and both are done. A select leaves an offer in each of its
//! channels, all naming the same [`Waiter`]; the first taken makes the others void.

use crate::observe;
use explore::Op;
use explore::rt::{self, Object, Place, Wait};
use std::cell::{Cell, RefCell};
use std::collections::VecDeque;
use std::sync::Arc;

/// How long an operation may wait.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Patience {
    /// Not at all.
    Now,
    /// Until this time of the virtual clock, in nanoseconds.
    Until(u64),
    /// Until it can be done.
    Forever,
}

impl Patience {
    /// The deadline a wait is given.
    pub(crate) fn deadline(self) -> Option<u64> {
        match self {
            Patience::Until(deadline) => Some(deadline),
            Patience::Now | Patience::Forever => None,
        }
    }

    /// Whether a wait that has ended with nothing to show for it is over for good. Outside an
    /// execution no wait waits, so none may be begun again.
    fn exhausted(self) -> bool {
        !rt::active() || self.deadline().is_some_and(|deadline| rt::clock() >= deadline)
    }
}

/// Why an operation was not done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Refused {
    /// It would have had to wait.
    WouldBlock,
    /// It waited as long as it was allowed to.
    TimedOut,
    /// Nobody is left at the other end.
    Closed,
}

/// What a receive got.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Got {
    /// The message in this slot.
    Slot(usize),
    /// A timer's message: the time at which it was due.
    Time(u64),
}

/// What kind of channel it is.
pub(crate) enum Kind {
    /// Holds as many messages as come.
    Unbounded,
    /// Holds at most so many messages, at least one.
    Bounded(usize),
    /// Holds none: sender and receiver meet.
    Rendezvous,
    /// A timer: delivers a message at a time of the virtual clock.
    Timer(Timer),
    /// Delivers nothing, ever.
    Never,
}

/// What a timer delivers, and when.
pub(crate) struct Timer {
    /// When the next message is due; `None` if there will be none.
    due: Cell<Option<u64>>,
    /// Time between two messages; `None` if there is only one.
    period: Option<u64>,
    /// How often in a row somebody has looked at it in vain.
    polls: Cell<u32>,
}

impl Timer {
    /// Delivers one message, at `due`.
    pub(crate) fn once(due: u64) -> Timer {
        Timer { due: Cell::new(Some(due)), period: None, polls: Cell::new(0) }
    }

    /// Delivers a message at `due` and then one every `period`.
    pub(crate) fn every(period: u64, due: u64) -> Timer {
        Timer { period: Some(period), ..Timer::once(due) }
    }

    fn is_due(&self) -> bool {
        self.due.get().is_some_and(|due| rt::clock() >= due)
    }

    /// Takes the message if it is due. Ticks that nobody took in time are not made up for.
    fn take(&self) -> Option<u64> {
        if !self.is_due() {
            return None;
        }
        self.polls.set(0);
        self.due.replace(self.period.map(|period| rt::clock().saturating_add(period)))
    }

    /// Whether this look comes after so many others in vain that time must have passed meanwhile.
    ///
    /// The virtual clock stands still while threads run, so without this a loop that polls a timer
    /// would never end.
    fn polled_enough(&self) -> bool {
        let polls = self.polls.get() + 1;
        self.polls.set(polls);
        polls > MOST_POLLS
    }
}

/// Looks at a timer in vain, after which the next comes when it is due.
const MOST_POLLS: u32 = 16;

/// A thread waiting with offers in one or more channels of capacity 0.
struct Waiter {
    thread: rt::Tid,
    /// Index of the offer that was taken, and the slot it was taken with.
    taken: Cell<Option<(usize, usize)>>,
}

// SAFETY: only the running model thread touches the cell, and control changes hands only inside
// `explore::rt`; all model threads share one operating-system thread.
unsafe impl Send for Waiter {}
// SAFETY: as above.
unsafe impl Sync for Waiter {}

impl Waiter {
    fn new() -> Arc<Waiter> {
        Arc::new(Waiter { thread: rt::current(), taken: Cell::new(None) })
    }
}

/// One operation a waiting thread offers to the other side of a channel of capacity 0.
struct Offer {
    waiter: Arc<Waiter>,
    /// Which of the waiter's operations this is.
    index: usize,
    /// The message's slot; a receiver's offer has none.
    slot: Option<usize>,
}

/// Which side of a channel an operation stands on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Side {
    Send,
    Receive,
}

impl Side {
    fn op(self) -> Op {
        match self {
            Side::Send => Op::Send,
            Side::Receive => Op::Receive,
        }
    }
}

#[derive(Default)]
struct State {
    /// Slots of the messages in the channel, the oldest first.
    queue: VecDeque<usize>,
    /// For every slot, whether its message is in it.
    filled: Vec<bool>,
    /// Slots nobody uses.
    free: Vec<usize>,
    /// Waiting senders and receivers of a channel of capacity 0, in the order they came.
    senders: VecDeque<Offer>,
    receivers: VecDeque<Offer>,
}

impl State {
    fn offers(&self, side: Side) -> &VecDeque<Offer> {
        match side {
            Side::Send => &self.senders,
            Side::Receive => &self.receivers,
        }
    }

    fn offers_mut(&mut self, side: Side) -> &mut VecDeque<Offer> {
        match side {
            Side::Send => &mut self.senders,
            Side::Receive => &mut self.receivers,
        }
    }

    /// Position of the first offer on `side` that `thread` may take: not its own, not taken yet.
    fn takeable(&self, side: Side, thread: rt::Tid) -> Option<usize> {
        self.offers(side).iter().position(|offer| offer.waiter.thread != thread && offer.waiter.taken.get().is_none())
    }

    fn take_slot(&mut self) -> usize {
        let slot = self.free.pop().unwrap_or_else(|| {
            self.filled.push(false);
            self.filled.len() - 1
        });
        self.filled[slot] = false;
        slot
    }
}

/// A channel without its messages.
pub(crate) struct Core {
    object: Object,
    kind: Kind,
    senders: Cell<usize>,
    receivers: Cell<usize>,
    /// All senders or all receivers are gone.
    closed: Cell<bool>,
    /// Messages sent or being sent so far.
    sends: Cell<usize>,
    state: RefCell<State>,
}

impl Core {
    /// A channel with one sender and one receiver, created at `place`.
    pub(crate) const fn new(kind: Kind, place: Place) -> Core {
        Core {
            object: Object::new("channel", place),
            kind,
            senders: Cell::new(1),
            receivers: Cell::new(1),
            closed: Cell::new(false),
            sends: Cell::new(0),
            state: RefCell::new(State {
                queue: VecDeque::new(),
                filled: Vec::new(),
                free: Vec::new(),
                senders: VecDeque::new(),
                receivers: VecDeque::new(),
            }),
        }
    }

    pub(crate) fn object(&self) -> &Object {
        &self.object
    }

    /// How many messages it can hold; `None` if that is not limited.
    pub(crate) fn capacity(&self) -> Option<usize> {
        match self.kind {
            Kind::Unbounded => None,
            Kind::Bounded(capacity) => Some(capacity),
            Kind::Timer(_) => Some(1),
            Kind::Rendezvous | Kind::Never => Some(0),
        }
    }

    /// How many messages it holds, as one visible operation of that name.
    pub(crate) fn len(&self, operation: &'static str, place: Place) -> usize {
        // What can be counted without looking at anything others change is no visible operation.
        if matches!(self.kind, Kind::Rendezvous | Kind::Never) {
            return 0;
        }
        rt::step(Op::Other(operation), &self.object, place);
        let length = match &self.kind {
            Kind::Timer(timer) => usize::from(timer.is_due()),
            _ => self.state.borrow().queue.len(),
        };
        rt::idle();
        rt::value(|| length.to_string());
        length
    }

    /// When the next message of a timer is due; `None` if there will be none, or this is no timer.
    fn due(&self) -> Option<u64> {
        match &self.kind {
            Kind::Timer(timer) => timer.due.get(),
            _ => None,
        }
    }

    /// If this is a timer that has been looked at in vain too often, when it is due.
    fn poll(&self) -> Option<u64> {
        match &self.kind {
            Kind::Timer(timer) if !timer.is_due() && timer.polled_enough() => timer.due.get(),
            _ => None,
        }
    }

    /// Sets an unused slot aside, for a message still to come.
    pub(crate) fn take_slot(&self) -> usize {
        self.state.borrow_mut().take_slot()
    }

    /// Gives a slot back.
    pub(crate) fn free_slot(&self, slot: usize) {
        self.state.borrow_mut().free.push(slot);
    }

    /// The message of `slot` is in it.
    pub(crate) fn fill(&self, slot: usize) {
        self.state.borrow_mut().filled[slot] = true;
    }

    /// Like [`Core::fill`], for a slot that others may be waiting for.
    pub(crate) fn fill_late(&self, slot: usize) {
        self.fill(slot);
        rt::changed(&self.object);
    }

    /// Waits until the message of `slot`, which the running thread has received, is in it.
    pub(crate) fn wait_filled(&self, slot: usize, place: Place) {
        let filled = || self.state.borrow().filled[slot];
        if !filled() {
            rt::step_when(Op::Receive, &self.object, place, &filled);
        }
    }

    /// Sends the message in the filled `slot`. `value` tells the trace what is sent.
    pub(crate) fn send(&self, slot: usize, patience: Patience, place: Place, value: &dyn Fn()) -> Result<(), Refused> {
        self.count_send();
        let result = match self.kind {
            Kind::Rendezvous => self.meet(Side::Send, Some(slot), patience, place, value).map(drop),
            _ => {
                self.come(Side::Send, patience, place, &|| self.is_ready(Side::Send, 0));
                value();
                self.try_now(Side::Send, || slot).map(drop).map_err(|refused| refuse(refused, patience))
            }
        };
        if result.is_err() {
            self.sends.set(self.sends.get() - 1);
        }
        result
    }

    /// One more message is being sent, or was sent by a select.
    pub(crate) fn count_send(&self) {
        self.sends.set(self.sends.get() + 1);
        observe::taken(self.sends.get());
    }

    /// Receives a message.
    pub(crate) fn recv(&self, patience: Patience, place: Place) -> Result<Got, Refused> {
        match self.kind {
            Kind::Rendezvous => self.meet(Side::Receive, None, patience, place, &|| ()),
            Kind::Unbounded | Kind::Bounded(_) => {
                self.come(Side::Receive, patience, place, &|| self.is_ready(Side::Receive, 0));
                self.try_now(Side::Receive, || 0).map_err(|refused| refuse(refused, patience))
            }
            Kind::Timer(_) | Kind::Never => self.recv_timer(patience, place),
        }
    }

    /// The one scheduling point of an operation that needs no offer: at once, or when `ready`.
    fn come(&self, side: Side, patience: Patience, place: Place, ready: &dyn Fn() -> bool) {
        if patience == Patience::Now {
            // A message that is committed but not there yet keeps even a try waiting.
            rt::step_when(side.op(), &self.object, place, &|| !(side == Side::Receive && self.pending()));
        } else {
            rt::wait(Wait {
                op: side.op(),
                objects: &[&self.object],
                place,
                ready,
                deadline: patience.deadline(),
                spurious: false,
            });
        }
    }

    fn recv_timer(&self, patience: Patience, place: Place) -> Result<Got, Refused> {
        loop {
            let due = if patience == Patience::Now { self.poll() } else { self.due() };
            let at_once = match patience {
                Patience::Now => due.is_none(),
                _ => due.is_some_and(|due| rt::clock() >= due),
            };
            rt::wait(Wait {
                op: Op::Receive,
                objects: &[&self.object],
                place,
                ready: &|| at_once,
                deadline: earliest(patience.deadline(), due),
                spurious: false,
            });
            match self.try_now(Side::Receive, || 0) {
                Err(_) if patience == Patience::Now => return Err(Refused::WouldBlock),
                Err(_) if patience.exhausted() => return Err(Refused::TimedOut),
                Err(_) => {}
                done => return done,
            }
        }
    }

    /// A sender or receiver at a channel of capacity 0.
    fn meet(
        &self,
        side: Side,
        slot: Option<usize>,
        patience: Patience,
        place: Place,
        value: &dyn Fn(),
    ) -> Result<Got, Refused> {
        rt::step(side.op(), &self.object, place);
        value();
        match self.try_now(side, || slot.expect("a sender has a slot")) {
            Err(Refused::WouldBlock) => {}
            done => return done,
        }
        if patience == Patience::Now {
            return Err(Refused::WouldBlock);
        }
        let waiter = Waiter::new();
        self.offer(side, Offer { waiter: Arc::clone(&waiter), index: 0, slot });
        rt::wait(Wait {
            op: side.op(),
            objects: &[&self.object],
            place,
            ready: &|| waiter.taken.get().is_some() || self.closed.get(),
            deadline: patience.deadline(),
            spurious: false,
        });
        self.withdraw(side, &waiter);
        match waiter.taken.get() {
            Some((_, slot)) => Ok(Got::Slot(slot)),
            None if self.closed.get() || patience == Patience::Forever => Err(Refused::Closed),
            None => Err(Refused::TimedOut),
        }
    }

    fn offer(&self, side: Side, offer: Offer) {
        self.state.borrow_mut().offers_mut(side).push_back(offer);
        // A `Select::ready` on the other side goes on when somebody waits here.
        rt::changed(&self.object);
    }

    /// Removes the waiter's offer on this side, unless it was taken and is gone already.
    fn withdraw(&self, side: Side, waiter: &Arc<Waiter>) {
        self.state.borrow_mut().offers_mut(side).retain(|offer| !Arc::ptr_eq(&offer.waiter, waiter));
        rt::changed(&self.object);
    }

    /// Does the operation if that is possible now; the scheduling point has been passed. A send puts
    /// the slot that `slot` names into the channel.
    fn try_now(&self, side: Side, slot: impl FnOnce() -> usize) -> Result<Got, Refused> {
        let got = match (&self.kind, side) {
            (Kind::Timer(timer), _) => timer.take().map(Got::Time).ok_or(Refused::WouldBlock),
            (Kind::Never, _) => Err(Refused::WouldBlock),
            (_, Side::Send) if self.closed.get() => Err(Refused::Closed),
            (Kind::Rendezvous, _) => self.take_offer(side, slot),
            (_, Side::Send) if self.is_full() => Err(Refused::WouldBlock),
            (_, Side::Send) => {
                let slot = slot();
                self.state.borrow_mut().queue.push_back(slot);
                Ok(Got::Slot(slot))
            }
            (_, Side::Receive) => {
                let front = self.state.borrow_mut().queue.pop_front();
                match front {
                    Some(slot) => Ok(Got::Slot(slot)),
                    None if self.closed.get() => Err(Refused::Closed),
                    None => Err(Refused::WouldBlock),
                }
            }
        };
        match got {
            Ok(_) => rt::changed(&self.object),
            Err(refused) => {
                rt::idle();
                if refused == Refused::Closed {
                    rt::value(|| "disconnected".to_owned());
                }
            }
        }
        got
    }

    /// Takes an offer of the other side of a channel of capacity 0.
    fn take_offer(&self, side: Side, slot: impl FnOnce() -> usize) -> Result<Got, Refused> {
        let other = match side {
            Side::Send => Side::Receive,
            Side::Receive => Side::Send,
        };
        let mut state = self.state.borrow_mut();
        match state.takeable(other, rt::current()) {
            Some(position) => {
                let offer = state.offers_mut(other).remove(position).expect("the position was just found");
                drop(state);
                let slot = offer.slot.unwrap_or_else(slot);
                offer.waiter.taken.set(Some((offer.index, slot)));
                Ok(Got::Slot(slot))
            }
            None if self.closed.get() => Err(Refused::Closed),
            None => Err(Refused::WouldBlock),
        }
    }

    /// Whether the oldest message is committed but not there yet.
    fn pending(&self) -> bool {
        let state = self.state.borrow();
        state.queue.front().is_some_and(|&slot| !state.filled[slot])
    }

    fn is_full(&self) -> bool {
        match self.kind {
            Kind::Bounded(capacity) => self.state.borrow().queue.len() >= capacity,
            _ => false,
        }
    }

    /// Whether `thread` could do an operation on this side without waiting. A timer's readiness is a
    /// matter of the clock and not decided here.
    fn is_ready(&self, side: Side, thread: rt::Tid) -> bool {
        match (&self.kind, side) {
            (Kind::Timer(_) | Kind::Never, _) => false,
            (_, Side::Send) if self.closed.get() => true,
            (Kind::Rendezvous, Side::Send) => self.state.borrow().takeable(Side::Receive, thread).is_some(),
            (Kind::Rendezvous, Side::Receive) => {
                self.closed.get() || self.state.borrow().takeable(Side::Send, thread).is_some()
            }
            (_, Side::Send) => !self.is_full(),
            (_, Side::Receive) => {
                let state = self.state.borrow();
                match state.queue.front() {
                    Some(&slot) => state.filled[slot],
                    None => self.closed.get(),
                }
            }
        }
    }

    /// One more sender or receiver.
    pub(crate) fn join(&self, side: Side) {
        let count = self.ends(side);
        count.set(count.get() + 1);
    }

    /// One sender or receiver fewer. True if it was the last.
    pub(crate) fn leave(&self, side: Side, place: Place) -> bool {
        if !matches!(self.kind, Kind::Unbounded | Kind::Bounded(_) | Kind::Rendezvous) {
            return false;
        }
        rt::step(Op::Close, &self.object, place);
        let count = self.ends(side);
        count.set(count.get() - 1);
        if count.get() > 0 {
            rt::value(|| match (side, count.get()) {
                (Side::Send, 1) => "1 sender is left".to_owned(),
                (Side::Send, n) => format!("{n} senders are left"),
                (Side::Receive, 1) => "1 receiver is left".to_owned(),
                (Side::Receive, n) => format!("{n} receivers are left"),
            });
            return false;
        }
        rt::value(|| match side {
            Side::Send => "the last sender is gone".to_owned(),
            Side::Receive => "the last receiver is gone".to_owned(),
        });
        self.closed.set(true);
        rt::changed(&self.object);
        true
    }

    fn ends(&self, side: Side) -> &Cell<usize> {
        match side {
            Side::Send => &self.senders,
            Side::Receive => &self.receivers,
        }
    }

    /// Whether messages are thrown away as soon as nobody can receive them, not when the last sender
    /// is gone too: the real unbounded channel does, the bounded one does not.
    pub(crate) fn discards_early(&self) -> bool {
        matches!(self.kind, Kind::Unbounded)
    }

    /// Takes the oldest message out, without a visible operation.
    pub(crate) fn pop_unseen(&self) -> Option<usize> {
        self.state.borrow_mut().queue.pop_front()
    }
}

/// One operation of a select.
#[derive(Clone, Copy)]
pub(crate) struct Entry<'a> {
    pub(crate) core: &'a Core,
    pub(crate) side: Side,
}

impl Entry<'_> {
    /// Whether `thread` could do it now, timers included.
    fn is_ready(&self, thread: rt::Tid) -> bool {
        self.core.is_ready(self.side, thread) || matches!(&self.core.kind, Kind::Timer(timer) if timer.is_due())
    }
}

/// How a select ends.
#[derive(Clone, Copy)]
pub(crate) enum Purpose {
    /// With one of the operations done.
    Perform,
    /// With the knowledge that one of them could have been done.
    Look,
}

/// Waits until one of `entries` can be done and does it (or, to [`Purpose::Look`], does not).
/// Returns its position and what came of it; `None` if `patience` came to its end first.
///
/// A send that was done has set a slot aside, to be filled by the caller.
pub(crate) fn select(
    entries: &[Entry<'_>],
    purpose: Purpose,
    biased: bool,
    patience: Patience,
    place: Place,
) -> Option<(usize, Result<Got, Refused>)> {
    let thread = rt::current();
    let mut objects: Vec<&Object> = entries.iter().map(|entry| entry.core.object()).collect();
    let lonely = Object::new("select", place);
    if objects.is_empty() {
        objects.push(&lonely);
    }
    let meets =
        matches!(purpose, Purpose::Perform) && entries.iter().any(|entry| matches!(entry.core.kind, Kind::Rendezvous));

    // With a channel of capacity 0 among them, coming is a step of its own: from then on the other
    // side can see this thread wait. Without, coming and doing are one step.
    if patience == Patience::Now || meets {
        let due = match patience {
            Patience::Now => entries.iter().filter_map(|entry| entry.core.poll()).min(),
            _ => None,
        };
        wait(&objects, place, due, &|| {
            due.is_none() && !entries.iter().any(|entry| entry.side == Side::Receive && entry.core.pending())
        });
        if let Some(done) = choose(entries, purpose, biased, thread) {
            return Some(done);
        }
        if patience == Patience::Now {
            rt::idle();
            return None;
        }
    }

    loop {
        let waiter = Waiter::new();
        if meets {
            offer_all(entries, &waiter);
        }
        let now = rt::clock();
        let due = entries.iter().filter_map(|entry| entry.core.due()).min();
        let at_once = due.is_some_and(|due| now >= due);
        wait(&objects, place, earliest(patience.deadline(), due), &|| {
            at_once
                || waiter.taken.get().is_some()
                || entries.iter().any(|entry| entry.core.is_ready(entry.side, thread))
        });
        if meets {
            withdraw_all(entries, &waiter);
        }
        if let Some((index, slot)) = waiter.taken.get() {
            return Some((index, Ok(Got::Slot(slot))));
        }
        if let Some(done) = choose(entries, purpose, biased, thread) {
            return Some(done);
        }
        if patience.exhausted() {
            return None;
        }
    }
}

fn wait(objects: &[&Object], place: Place, deadline: Option<u64>, ready: &dyn Fn() -> bool) {
    rt::wait(Wait { op: Op::Select, objects, place, ready, deadline, spurious: false });
}

/// Picks one of the operations that can be done now and does it.
fn choose(
    entries: &[Entry<'_>],
    purpose: Purpose,
    biased: bool,
    thread: rt::Tid,
) -> Option<(usize, Result<Got, Refused>)> {
    let ready: Vec<usize> = (0..entries.len()).filter(|&i| entries[i].is_ready(thread)).collect();
    let pick = match ready.len() {
        0 => return None,
        1 => 0,
        _ if biased => 0,
        several => rt::choose(several),
    };
    let index = ready[pick];
    let Entry { core, side } = entries[index];
    let result = match purpose {
        Purpose::Perform => core.try_now(side, || core.take_slot()),
        Purpose::Look => Err(Refused::WouldBlock),
    };
    Some((index, result))
}

fn offer_all(entries: &[Entry<'_>], waiter: &Arc<Waiter>) {
    for (index, entry) in entries.iter().enumerate() {
        if matches!(entry.core.kind, Kind::Rendezvous) {
            let slot = (entry.side == Side::Send).then(|| entry.core.take_slot());
            entry.core.offer(entry.side, Offer { waiter: Arc::clone(waiter), index, slot });
        }
    }
}

/// Takes back the offers nobody took, with the slots set aside for them.
fn withdraw_all(entries: &[Entry<'_>], waiter: &Arc<Waiter>) {
    for entry in entries {
        if matches!(entry.core.kind, Kind::Rendezvous) {
            let mut state = entry.core.state.borrow_mut();
            let state = &mut *state;
            let free = &mut state.free;
            let offers = match entry.side {
                Side::Send => &mut state.senders,
                Side::Receive => &mut state.receivers,
            };
            offers.retain(|offer| {
                let own = Arc::ptr_eq(&offer.waiter, waiter);
                if own {
                    free.extend(offer.slot);
                }
                !own
            });
        }
    }
    // Only now, as `changed` looks at waiting threads, which read the state.
    for entry in entries {
        rt::changed(entry.core.object());
    }
}

fn earliest(a: Option<u64>, b: Option<u64>) -> Option<u64> {
    match (a, b) {
        (Some(a), Some(b)) => Some(a.min(b)),
        (a, b) => a.or(b),
    }
}

/// What an operation that could not be done is called, given how long it was allowed to wait.
fn refuse(refused: Refused, patience: Patience) -> Refused {
    match (refused, patience) {
        (Refused::WouldBlock, Patience::Until(_)) => Refused::TimedOut,
        // Only outside an execution, where nothing waits.
        (Refused::WouldBlock, Patience::Forever) => Refused::Closed,
        (refused, _) => refused,
    }
}
