//! kit: std
//! expect: race
//! says: the answer expected: 2 seen: 1
//! says: load SUM = 0
//! says: store SUM = 1
//! says: ← switch;
//! says: --replay answers_two:v1.
use std::{sync::atomic::{AtomicU64, Ordering::SeqCst}, thread};

static SUM: AtomicU64 = AtomicU64::new(0);

pub fn answer() -> u64 {
    SUM.store(0, SeqCst);
    let other = thread::spawn(add);
    add();
    other.join().unwrap();
    SUM.load(SeqCst)
}

fn add() {
    let sum = SUM.load(SeqCst);
    SUM.store(sum + 1, SeqCst);
}
