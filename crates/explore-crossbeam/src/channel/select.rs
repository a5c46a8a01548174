//! Waiting for one of several channel operations, as a list built at run time.

use super::core::{self, Got, Patience, Purpose, Refused};
use super::{
    Operation, ReadyTimeoutError, Receiver, RecvError, SelectTimeoutError, SendError, Sender, TryReadyError,
    TrySelectError,
};
use crate::show;
use crate::time::{self, Instant};
use explore::rt::{self, Place};
use std::fmt;
use std::panic::Location;
use std::time::Duration;

/// A list of channel operations, one of which is waited for and done.
pub struct Select<'a> {
    /// Each with the index it was given; after a removal they are not in the order of their indices.
    operations: Vec<(usize, Operation<'a>)>,
    next_index: usize,
    biased: bool,
}

// SAFETY: a list of references to channel ends and of addresses that are compared, never followed;
// the original is `Send` and `Sync` too. For the channels themselves see `Sender`.
unsafe impl Send for Select<'_> {}
// SAFETY: as above.
unsafe impl Sync for Select<'_> {}

impl<'a> Select<'a> {
    /// An empty list; among several operations that can be done, any may be chosen.
    pub fn new() -> Select<'a> {
        Select { operations: Vec::new(), next_index: 0, biased: false }
    }

    /// An empty list; among several operations that can be done, the first is chosen.
    pub fn new_biased() -> Self {
        Select { biased: true, ..Select::new() }
    }

    /// Adds a send and returns its index.
    #[track_caller]
    pub fn send<T>(&mut self, s: &'a Sender<T>) -> usize {
        self.add(s.entry())
    }

    /// Adds a receive and returns its index.
    #[track_caller]
    pub fn recv<T>(&mut self, r: &'a Receiver<T>) -> usize {
        self.add(r.entry())
    }

    fn add(&mut self, operation: Operation<'a>) -> usize {
        let index = self.next_index;
        self.operations.push((index, operation));
        self.next_index += 1;
        index
    }

    /// Removes the operation of that index.
    ///
    /// # Panics
    /// If there is none.
    pub fn remove(&mut self, index: usize) {
        assert!(index < self.next_index, "index out of bounds; {index} >= {}", self.next_index);
        let position = self.operations.iter().position(|&(i, _)| i == index).expect("no operation with this index");
        self.operations.swap_remove(position);
    }

    /// Does one of the operations if that needs no waiting.
    ///
    /// # Errors
    /// If all of them would have to wait.
    #[track_caller]
    pub fn try_select(&mut self) -> Result<SelectedOperation<'a>, TrySelectError> {
        self.perform(Patience::Now, Location::caller()).ok_or(TrySelectError)
    }

    /// Waits until one of the operations can be done, and does it.
    ///
    /// # Panics
    /// If the list is empty.
    #[track_caller]
    pub fn select(&mut self) -> SelectedOperation<'a> {
        assert!(!self.operations.is_empty(), "no operations have been added to `Select`");
        self.perform(Patience::Forever, Location::caller()).expect(ENDLESS)
    }

    /// Like [`Select::select`], waiting no longer than `timeout`.
    ///
    /// # Errors
    /// If the time is up.
    #[track_caller]
    pub fn select_timeout(&mut self, timeout: Duration) -> Result<SelectedOperation<'a>, SelectTimeoutError> {
        self.perform(time::patience(timeout), Location::caller()).ok_or(SelectTimeoutError)
    }

    /// Like [`Select::select`], waiting no longer than until `deadline`.
    ///
    /// # Errors
    /// If the time is up.
    #[track_caller]
    pub fn select_deadline(&mut self, deadline: Instant) -> Result<SelectedOperation<'a>, SelectTimeoutError> {
        let patience = Patience::Until(time::deadline_at(deadline));
        self.perform(patience, Location::caller()).ok_or(SelectTimeoutError)
    }

    /// The index of an operation that can be done now; it may have to wait again when it is.
    ///
    /// # Errors
    /// If all of them would have to wait.
    #[track_caller]
    pub fn try_ready(&mut self) -> Result<usize, TryReadyError> {
        self.look(Patience::Now, Location::caller()).ok_or(TryReadyError)
    }

    /// Waits until one of the operations can be done, and returns its index.
    ///
    /// # Panics
    /// If the list is empty.
    #[track_caller]
    pub fn ready(&mut self) -> usize {
        assert!(!self.operations.is_empty(), "no operations have been added to `Select`");
        self.look(Patience::Forever, Location::caller()).expect(ENDLESS)
    }

    /// Like [`Select::ready`], waiting no longer than `timeout`.
    ///
    /// # Errors
    /// If the time is up.
    #[track_caller]
    pub fn ready_timeout(&mut self, timeout: Duration) -> Result<usize, ReadyTimeoutError> {
        self.look(time::patience(timeout), Location::caller()).ok_or(ReadyTimeoutError)
    }

    /// Like [`Select::ready`], waiting no longer than until `deadline`.
    ///
    /// # Errors
    /// If the time is up.
    #[track_caller]
    pub fn ready_deadline(&mut self, deadline: Instant) -> Result<usize, ReadyTimeoutError> {
        let patience = Patience::Until(time::deadline_at(deadline));
        self.look(patience, Location::caller()).ok_or(ReadyTimeoutError)
    }

    fn perform(&self, patience: Patience, place: Place) -> Option<SelectedOperation<'a>> {
        perform(&self.operations, self.biased, patience, place)
    }

    fn look(&self, patience: Patience, place: Place) -> Option<usize> {
        let entries: Vec<_> = self.operations.iter().map(|(_, operation)| operation.entry).collect();
        let (position, _) = core::select(&entries, Purpose::Look, self.biased, patience, place)?;
        Some(self.operations[position].0)
    }
}

/// A wait without a deadline ends with an operation, or not at all.
const ENDLESS: &str = "a select without a deadline ends only with an operation";

impl Clone for Select<'_> {
    fn clone(&self) -> Self {
        Select { operations: self.operations.clone(), ..*self }
    }
}

impl Default for Select<'_> {
    fn default() -> Self {
        Select::new()
    }
}

impl fmt::Debug for Select<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad("Select { .. }")
    }
}

/// An operation that was chosen and must now be completed.
#[must_use]
pub struct SelectedOperation<'a> {
    index: usize,
    operation: Operation<'a>,
    result: Result<Got, Refused>,
    place: Place,
}

impl SelectedOperation<'_> {
    /// The index it was given in its [`Select`].
    pub fn index(&self) -> usize {
        self.index
    }

    /// Completes a send.
    ///
    /// # Errors
    /// If there is no receiver left; hands the message back.
    ///
    /// # Panics
    /// If the operation chosen was not on this sender.
    pub fn send<T>(self, s: &Sender<T>, msg: T) -> Result<(), SendError<T>> {
        let result = self.result;
        self.complete(std::ptr::from_ref(s).cast(), "passed a sender that wasn't selected");
        match result {
            Ok(Got::Slot(slot)) => {
                show::note(&msg);
                s.channel.core.count_send();
                s.channel.put(slot, msg);
                s.channel.core.fill_late(slot);
                Ok(())
            }
            Ok(Got::Time(_)) | Err(_) => Err(SendError(msg)),
        }
    }

    /// Completes a receive.
    ///
    /// # Errors
    /// If there is no message and no sender left.
    ///
    /// # Panics
    /// If the operation chosen was not on this receiver.
    pub fn recv<T>(self, r: &Receiver<T>) -> Result<T, RecvError> {
        let (result, place) = (self.result, self.place);
        self.complete(std::ptr::from_ref(r).cast(), "passed a receiver that wasn't selected");
        match (result, &r.end) {
            (Ok(got), super::End::Channel(channel)) => channel.receive(got, place).map_err(|_| RecvError),
            _ => Err(RecvError),
        }
    }

    fn complete(self, end: *const (), otherwise: &str) {
        assert!(end == self.operation.end, "{otherwise}");
        std::mem::forget(self);
    }
}

impl fmt::Debug for SelectedOperation<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad("SelectedOperation { .. }")
    }
}

impl Drop for SelectedOperation<'_> {
    fn drop(&mut self) {
        // The original panics here in any case, which while unwinding ends the process; the panic
        // that unwinds is reported anyway, and says more.
        if rt::active() && !rt::panicking() {
            panic!("dropped `SelectedOperation` without completing the operation");
        }
    }
}

fn perform<'a>(
    operations: &[(usize, Operation<'a>)],
    biased: bool,
    patience: Patience,
    place: Place,
) -> Option<SelectedOperation<'a>> {
    let entries: Vec<_> = operations.iter().map(|(_, operation)| operation.entry).collect();
    let (position, result) = core::select(&entries, Purpose::Perform, biased, patience, place)?;
    let (index, operation) = operations[position];
    Some(SelectedOperation { index, operation, result, place })
}

/// What the `select!` macros expand to calls of. The index of an operation is its position.
#[doc(hidden)]
pub mod expanded {
    use super::*;

    // A program may have types of these names where it selects.
    pub use std::option::Option::{None, Some};

    /// After the last of the arms.
    pub fn unknown(operation: SelectedOperation<'_>) -> ! {
        unreachable!("operation {} is not one of the arms", operation.index)
    }

    fn number<'a>(operations: &[Operation<'a>]) -> Vec<(usize, Operation<'a>)> {
        operations.iter().copied().enumerate().collect()
    }

    /// Without a `default` arm.
    #[track_caller]
    pub fn wait<'a>(operations: &[Operation<'a>], biased: bool) -> SelectedOperation<'a> {
        perform(&number(operations), biased, Patience::Forever, Location::caller()).expect(ENDLESS)
    }

    /// With `default => …`.
    #[track_caller]
    pub fn now<'a>(operations: &[Operation<'a>], biased: bool) -> Option<SelectedOperation<'a>> {
        perform(&number(operations), biased, Patience::Now, Location::caller())
    }

    /// With `default(timeout) => …`.
    #[track_caller]
    pub fn within<'a>(operations: &[Operation<'a>], timeout: Duration, biased: bool) -> Option<SelectedOperation<'a>> {
        perform(&number(operations), biased, time::patience(timeout), Location::caller())
    }
}
