//! wrong: deadlock
//! The main thread keeps a sender, so the receiver waits for ever.

use std::sync::mpsc;
use std::thread;

fn main() {
    let (sender, receiver) = mpsc::channel();
    for number in 0..2 {
        let sender = sender.clone();
        thread::spawn(move || sender.send(number).unwrap());
    }
    let sum: i32 = receiver.iter().sum();
    assert_eq!(sum, 1);
    drop(sender);
}
