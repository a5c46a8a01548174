//! wrong: deadlock
//! Waits for the producer to end before it takes anything out of the producer's full channel.

use std::sync::mpsc;
use std::thread;

fn main() {
    let (sender, receiver) = mpsc::sync_channel(1);
    let producer = thread::spawn(move || {
        for item in 0..2 {
            sender.send(item).unwrap();
        }
    });
    producer.join().unwrap();
    assert_eq!(receiver.iter().collect::<Vec<i32>>(), [0, 1]);
}
