//! right
//! Double-checked initialisation: the value first, then the flag, both looked at again under the lock.

use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering::SeqCst};
use std::thread;

static READY: AtomicBool = AtomicBool::new(false);
static VALUE: AtomicU32 = AtomicU32::new(0);
static MADE: AtomicU32 = AtomicU32::new(0);
static MAKING: Mutex<()> = Mutex::new(());

fn value() -> u32 {
    if !READY.load(SeqCst) {
        let _making = MAKING.lock().unwrap();
        if !READY.load(SeqCst) {
            MADE.fetch_add(1, SeqCst);
            VALUE.store(42, SeqCst);
            READY.store(true, SeqCst);
        }
    }
    VALUE.load(SeqCst)
}

fn main() {
    let others: Vec<_> = (0..2).map(|_| thread::spawn(value)).collect();
    assert_eq!(value(), 42);
    for other in others {
        assert_eq!(other.join().unwrap(), 42);
    }
    assert_eq!(MADE.load(SeqCst), 1);
}
