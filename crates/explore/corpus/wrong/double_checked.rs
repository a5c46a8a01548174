//! wrong: race
//! Double-checked initialisation that announces the value before it is there.

use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering::SeqCst};
use std::thread;

static READY: AtomicBool = AtomicBool::new(false);
static VALUE: AtomicU32 = AtomicU32::new(0);
static MAKING: Mutex<()> = Mutex::new(());

fn value() -> u32 {
    if !READY.load(SeqCst) {
        let _making = MAKING.lock().unwrap();
        if !READY.swap(true, SeqCst) {
            VALUE.store(42, SeqCst);
        }
    }
    VALUE.load(SeqCst)
}

fn main() {
    let other = thread::spawn(value);
    assert_eq!(value(), 42);
    assert_eq!(other.join().unwrap(), 42);
}
