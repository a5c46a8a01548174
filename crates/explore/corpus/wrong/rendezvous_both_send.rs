//! wrong: deadlock
//! Two threads send to each other over rendezvous channels before either receives.

use std::sync::mpsc::sync_channel;
use std::thread;

fn main() {
    let (to_b, from_a) = sync_channel(0);
    let (to_a, from_b) = sync_channel(0);
    let a = thread::spawn(move || {
        to_b.send(1).unwrap();
        from_b.recv().unwrap()
    });
    let b = thread::spawn(move || {
        to_a.send(2).unwrap();
        from_a.recv().unwrap()
    });
    assert_eq!(a.join().unwrap() + b.join().unwrap(), 3);
}
