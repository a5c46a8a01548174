//! right
//! Empties the bounded channel first, and waits for its producer after that.

use std::sync::mpsc;
use std::thread;

fn main() {
    let (sender, receiver) = mpsc::sync_channel(1);
    let producer = thread::spawn(move || {
        for item in 0..3 {
            sender.send(item).unwrap();
        }
    });
    assert_eq!(receiver.iter().collect::<Vec<i32>>(), [0, 1, 2]);
    producer.join().unwrap();
}
