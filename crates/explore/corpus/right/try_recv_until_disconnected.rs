//! right
//! A consumer that polls, gives way while there is nothing, and ends when the sender is gone.

use std::sync::mpsc::{self, TryRecvError};
use std::thread;

fn main() {
    let (sender, receiver) = mpsc::channel();
    let producer = thread::spawn(move || {
        for item in 0..3 {
            sender.send(item).unwrap();
        }
    });
    let mut received = Vec::new();
    loop {
        match receiver.try_recv() {
            Ok(item) => received.push(item),
            Err(TryRecvError::Empty) => thread::yield_now(),
            Err(TryRecvError::Disconnected) => break,
        }
    }
    producer.join().unwrap();
    assert_eq!(received, [0, 1, 2]);
}
