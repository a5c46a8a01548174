//! right
//! A sends and B receives, then B sends and A receives.

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
        let seen: i32 = from_a.recv().unwrap();
        to_a.send(seen + 1).unwrap();
    });
    assert_eq!(a.join().unwrap(), 2);
    b.join().unwrap();
}
