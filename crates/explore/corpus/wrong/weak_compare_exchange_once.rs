//! wrong: race
//! A weak compare-exchange may fail for no reason; it is not tried again.

use std::sync::atomic::{AtomicU32, Ordering};

fn main() {
    let value = AtomicU32::new(0);
    let _ = value.compare_exchange_weak(0, 1, Ordering::SeqCst, Ordering::SeqCst);
    assert_eq!(value.load(Ordering::SeqCst), 1);
}
