//! wrong: race
//! A consumer that takes an empty channel for a closed one.

use std::sync::mpsc;
use std::thread;

fn main() {
    let (sender, receiver) = mpsc::channel();
    let producer = thread::spawn(move || {
        for item in 0..2 {
            if sender.send(item).is_err() {
                break;
            }
        }
    });
    let mut received = 0;
    while receiver.try_recv().is_ok() {
        received += 1;
    }
    producer.join().unwrap();
    assert_eq!(received, 2, "the consumer gave up too early");
}
