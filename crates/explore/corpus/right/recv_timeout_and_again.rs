//! right
//! A time-out is an occasion to do something else, and only a closed channel is the end.

use std::sync::mpsc::{self, RecvTimeoutError};
use std::thread;
use std::time::Duration;

fn main() {
    let (sender, receiver) = mpsc::channel();
    thread::scope(|scope| {
        scope.spawn(move || {
            for item in 0..2 {
                sender.send(item).unwrap();
            }
        });
        let (mut received, mut idle) = (0, 0_u32);
        loop {
            match receiver.recv_timeout(Duration::from_millis(50)) {
                Ok(_) => received += 1,
                Err(RecvTimeoutError::Timeout) => idle += 1,
                Err(RecvTimeoutError::Disconnected) => break,
            }
        }
        assert_eq!(received, 2, "idle {idle} times");
    });
}
