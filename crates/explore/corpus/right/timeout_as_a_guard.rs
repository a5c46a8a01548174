//! right
//! A time-out of five seconds guards against a hang; it orders nothing.

use std::sync::mpsc;
use std::thread;
use std::time::Duration;

fn main() {
    let (sender, receiver) = mpsc::channel();
    let worker = thread::spawn(move || {
        thread::sleep(Duration::from_millis(100));
        sender.send(7).unwrap();
    });
    assert_eq!(receiver.recv_timeout(Duration::from_secs(5)), Ok(7));
    worker.join().unwrap();
}
