//! wrong: deadlock
//! Three in a ring: each hands on to the next before it takes from the one before.

use std::sync::mpsc;
use std::thread;

fn main() {
    let (senders, receivers): (Vec<_>, Vec<_>) = (0..3).map(|_| mpsc::sync_channel(0)).unzip();
    let mut receivers = receivers.into_iter();
    let mut senders: Vec<_> = senders.into_iter().collect();
    senders.rotate_left(1);
    let threads: Vec<_> = senders
        .into_iter()
        .map(|next| {
            let before = receivers.next().unwrap();
            thread::spawn(move || {
                next.send(1).unwrap();
                before.recv().unwrap()
            })
        })
        .collect();
    for thread in threads {
        thread.join().unwrap();
    }
}
