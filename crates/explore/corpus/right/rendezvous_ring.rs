//! right
//! Three in a ring: the first hands on first, the others take first.

use std::sync::mpsc;
use std::thread;

fn main() {
    let (mut senders, receivers): (Vec<_>, Vec<_>) = (0..3).map(|_| mpsc::sync_channel(0)).unzip();
    senders.rotate_left(1);
    let threads: Vec<_> = senders
        .into_iter()
        .zip(receivers)
        .enumerate()
        .map(|(me, (next, before))| {
            thread::spawn(move || {
                if me == 0 {
                    next.send(1).unwrap();
                    before.recv().unwrap()
                } else {
                    let number = before.recv().unwrap();
                    next.send(number + 1).unwrap();
                    number
                }
            })
        })
        .collect();
    let numbers: Vec<u32> = threads.into_iter().map(|thread| thread.join().unwrap()).collect();
    assert_eq!(numbers, [3, 1, 2]);
}
