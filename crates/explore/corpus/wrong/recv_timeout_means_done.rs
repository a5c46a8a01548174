//! wrong: race
//! Takes a moment of silence for the end of the messages.

use std::sync::mpsc;
use std::thread;
use std::time::Duration;

fn main() {
    let (sender, receiver) = mpsc::channel();
    thread::scope(|scope| {
        scope.spawn(move || {
            for item in 0..2 {
                // Nobody may be listening any more.
                let _ = sender.send(item);
            }
        });
        let mut received = 0;
        while receiver.recv_timeout(Duration::from_millis(50)).is_ok() {
            received += 1;
        }
        assert_eq!(received, 2, "the receiver gave up too early");
    });
}
