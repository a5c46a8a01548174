//! kit: std
//! expect: forbidden
//! says: `std::sync::mpsc` is forbidden in this exercise (FOLDER/answer.rs:5)
use std::sync as s;
fn channel() -> (s::mpsc::Sender<u64>, s::mpsc::Receiver<u64>) {
    s::mpsc::channel()
}
pub fn answer() -> u64 {
    let (to, from) = channel();
    to.send(2).unwrap();
    from.recv().unwrap()
}
