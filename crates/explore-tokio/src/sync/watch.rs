//! `watch` channels on tokio's own, with one difference: receivers are woken in the order in which
//! they began to wait. tokio's are woken in a random order, and a verdict must not depend on that.

use std::sync::Arc;
use tokio::sync::Notify;
use tokio::sync::watch as real;
use tokio::task::coop;

pub use real::{Ref, error};

/// A channel that holds one value, at first `init`.
pub fn channel<T>(init: T) -> (Sender<T>, Receiver<T>) {
    let (sender, receiver) = real::channel(init);
    let changes = Arc::new(Notify::new());
    (Sender { inner: Some(sender), changes: Arc::clone(&changes) }, Receiver { inner: receiver, changes })
}

/// The end that sends.
#[derive(Debug)]
pub struct Sender<T> {
    /// Taken only by `drop`.
    inner: Option<real::Sender<T>>,
    changes: Arc<Notify>,
}

impl<T> Sender<T> {
    /// A channel without a receiver, for [`Sender::subscribe`].
    pub fn new(init: T) -> Sender<T> {
        channel(init).0
    }

    fn real(&self) -> &real::Sender<T> {
        self.inner.as_ref().expect("only drop takes it")
    }

    /// Replaces the value and wakes the receivers.
    ///
    /// # Errors
    /// If there is no receiver; the value comes back.
    pub fn send(&self, value: T) -> Result<(), error::SendError<T>> {
        self.real().send(value)?;
        self.changes.notify_waiters();
        Ok(())
    }

    /// Changes the value in place and wakes the receivers.
    pub fn send_modify<F: FnOnce(&mut T)>(&self, modify: F) {
        self.real().send_modify(modify);
        self.changes.notify_waiters();
    }

    /// Changes the value in place; wakes the receivers if the closure says that it did.
    pub fn send_if_modified<F: FnOnce(&mut T) -> bool>(&self, modify: F) -> bool {
        let modified = self.real().send_if_modified(modify);
        if modified {
            self.changes.notify_waiters();
        }
        modified
    }

    /// Replaces the value, also without receivers, and returns the old one.
    pub fn send_replace(&self, value: T) -> T {
        let old = self.real().send_replace(value);
        self.changes.notify_waiters();
        old
    }

    /// The value.
    pub fn borrow(&self) -> Ref<'_, T> {
        self.real().borrow()
    }

    /// Whether there is no receiver.
    pub fn is_closed(&self) -> bool {
        self.real().is_closed()
    }

    /// Waits until there is no receiver.
    pub async fn closed(&self) {
        self.real().closed().await;
    }

    /// A new receiver, which has seen the value of now.
    pub fn subscribe(&self) -> Receiver<T> {
        Receiver { inner: self.real().subscribe(), changes: Arc::clone(&self.changes) }
    }

    /// How many receivers there are.
    pub fn receiver_count(&self) -> usize {
        self.real().receiver_count()
    }

    /// How many senders there are.
    pub fn sender_count(&self) -> usize {
        self.real().sender_count()
    }

    /// Whether both are ends of one channel.
    pub fn same_channel(&self, other: &Sender<T>) -> bool {
        self.real().same_channel(other.real())
    }
}

impl<T> Clone for Sender<T> {
    fn clone(&self) -> Sender<T> {
        Sender { inner: self.inner.clone(), changes: Arc::clone(&self.changes) }
    }
}

impl<T: Default> Default for Sender<T> {
    fn default() -> Sender<T> {
        Sender::new(T::default())
    }
}

impl<T> Drop for Sender<T> {
    fn drop(&mut self) {
        // First the end, if this was the last sender, then the news of it.
        drop(self.inner.take());
        self.changes.notify_waiters();
    }
}

/// The end that watches.
#[derive(Debug)]
pub struct Receiver<T> {
    inner: real::Receiver<T>,
    changes: Arc<Notify>,
}

impl<T> Receiver<T> {
    /// The value, without marking it as seen.
    pub fn borrow(&self) -> Ref<'_, T> {
        self.inner.borrow()
    }

    /// The value, marked as seen.
    pub fn borrow_and_update(&mut self) -> Ref<'_, T> {
        self.inner.borrow_and_update()
    }

    /// Whether there is a value that has not been seen.
    ///
    /// # Errors
    /// If there is no sender.
    pub fn has_changed(&self) -> Result<bool, error::RecvError> {
        self.inner.has_changed()
    }

    /// Takes the value as not seen.
    pub fn mark_changed(&mut self) {
        self.inner.mark_changed();
    }

    /// Takes the value as seen.
    pub fn mark_unchanged(&mut self) {
        self.inner.mark_unchanged();
    }

    /// Waits for a value that has not been seen and marks it as seen.
    ///
    /// # Errors
    /// If there is none and no sender either.
    pub async fn changed(&mut self) -> Result<(), error::RecvError> {
        coop::cooperative(async {
            loop {
                // Before looking: a change in between is then not missed.
                let change = self.changes.notified();
                if self.inner.borrow().has_changed() {
                    self.inner.mark_unchanged();
                    return Ok(());
                }
                self.inner.has_changed()?;
                change.await;
            }
        })
        .await
    }

    /// Waits for a value of which `f` is true.
    ///
    /// # Errors
    /// If there is none and no sender either.
    pub async fn wait_for(&mut self, mut f: impl FnMut(&T) -> bool) -> Result<Ref<'_, T>, error::RecvError> {
        let mut closed = None;
        loop {
            // In a block of its own: the future is `Send` only if the guard ends before the await.
            let accepted = {
                let value = self.inner.borrow();
                (closed.is_none() || value.has_changed()) && f(&value)
            };
            if accepted {
                return Ok(self.inner.borrow_and_update());
            }
            self.inner.mark_unchanged();
            if let Some(error) = closed {
                return Err(error);
            }
            closed = self.changed().await.err();
            // What `changed` has marked as seen has not been shown to `f`; it is looked at above.
        }
    }

    /// Whether both are ends of one channel.
    pub fn same_channel(&self, other: &Receiver<T>) -> bool {
        self.inner.same_channel(&other.inner)
    }
}

impl<T> Clone for Receiver<T> {
    fn clone(&self) -> Receiver<T> {
        Receiver { inner: self.inner.clone(), changes: Arc::clone(&self.changes) }
    }
}
