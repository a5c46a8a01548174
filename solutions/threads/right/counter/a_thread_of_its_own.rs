//! right: a thread owns the number, and every call is a message to it

use std::mem;
use std::sync::Mutex;
use std::sync::mpsc::{self, Sender};
use std::thread::{self, JoinHandle};

enum Message {
    Add(i64),
    Value(Sender<i64>),
    Take(Sender<i64>),
}

/// A count that many threads change.
#[derive(Debug)]
pub struct Counter {
    // Sending needs no lock; `Sender` is shared through one so that it can be dropped first.
    messages: Mutex<Option<Sender<Message>>>,
    owner: Option<JoinHandle<()>>,
}

impl Counter {
    /// A counter at 0.
    pub fn new() -> Counter {
        let (messages, inbox) = mpsc::channel();
        let owner = thread::spawn(move || {
            let mut value = 0;
            for message in inbox {
                // Whoever asked is waiting for the answer, so it can be sent.
                match message {
                    Message::Add(change) => value += change,
                    Message::Value(reply) => reply.send(value).expect("somebody waits"),
                    Message::Take(reply) => reply.send(mem::take(&mut value)).expect("somebody waits"),
                }
            }
        });
        Counter { messages: Mutex::new(Some(messages)), owner: Some(owner) }
    }

    fn send(&self, message: Message) {
        let messages = self.messages.lock().expect("no call panics");
        messages.as_ref().expect("closed only by drop").send(message).expect("the owner runs");
    }

    fn ask(&self, question: impl FnOnce(Sender<i64>) -> Message) -> i64 {
        let (reply, answer) = mpsc::channel();
        self.send(question(reply));
        answer.recv().expect("the owner answers")
    }

    /// Adds one.
    pub fn increment(&self) {
        self.send(Message::Add(1));
    }

    /// Subtracts one.
    pub fn decrement(&self) {
        self.send(Message::Add(-1));
    }

    /// The count as it is now.
    pub fn value(&self) -> i64 {
        self.ask(Message::Value)
    }

    /// Returns the count and sets it to 0, in one step.
    pub fn take(&self) -> i64 {
        self.ask(Message::Take)
    }
}

impl Default for Counter {
    fn default() -> Counter {
        Counter::new()
    }
}

impl Drop for Counter {
    fn drop(&mut self) {
        // Closing the channel ends the owner's loop; then it can be waited for.
        drop(self.messages.lock().expect("no call panics").take());
        if let Some(owner) = self.owner.take() {
            owner.join().expect("the owner does not panic");
        }
    }
}
