//! kit: std
//! expect: does-not-compile
//! says: `Rc<u64>` cannot be sent between threads safely
use std::{rc::Rc, thread};
pub fn answer() -> u64 {
    let two = Rc::new(2);
    thread::spawn(move || *two).join().unwrap()
}
