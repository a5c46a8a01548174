//! wrong: panicked
//! Panics in every schedule, by itself.

use std::thread;

fn main() {
    let nothing: Option<u32> = None;
    thread::spawn(move || nothing.unwrap()).join().unwrap();
}
