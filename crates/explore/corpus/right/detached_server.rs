//! right
//! A detached thread waits for ever; the end of main ends it.

use std::sync::mpsc;
use std::thread;

fn main() {
    let (requests, inbox) = mpsc::channel::<mpsc::Sender<u32>>();
    thread::spawn(move || {
        for reply in inbox {
            reply.send(42).unwrap();
        }
    });
    let (reply, answer) = mpsc::channel();
    requests.send(reply).unwrap();
    assert_eq!(answer.recv(), Ok(42));
    std::mem::forget(requests);
}
