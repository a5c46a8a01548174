//! wrong: livelock
//! Polls for an answer that never comes.

use std::sync::mpsc::{self, RecvTimeoutError};
use std::time::Duration;

fn main() {
    let (sender, receiver) = mpsc::channel::<u32>();
    loop {
        match receiver.recv_timeout(Duration::from_millis(10)) {
            Err(RecvTimeoutError::Timeout) => continue,
            _ => break,
        }
    }
    drop(sender);
}
