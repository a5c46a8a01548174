//! right
//! Every sender is dropped, so the receiver comes to its end.

use std::sync::mpsc;
use std::thread;

fn main() {
    let (sender, receiver) = mpsc::channel();
    for number in 0..3 {
        let sender = sender.clone();
        thread::spawn(move || sender.send(number).unwrap());
    }
    drop(sender);
    let sum: i32 = receiver.iter().sum();
    assert_eq!(sum, 3);
}
