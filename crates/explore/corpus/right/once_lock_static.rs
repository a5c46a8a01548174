//! right
//! A static initialised once, also over many executions.

use std::sync::OnceLock;
use std::sync::atomic::{AtomicU32, Ordering};
use std::thread;

static INITS: AtomicU32 = AtomicU32::new(0);
static VALUE: OnceLock<String> = OnceLock::new();

fn value() -> &'static str {
    VALUE.get_or_init(|| {
        INITS.fetch_add(1, Ordering::SeqCst);
        "made once".to_owned()
    })
}

fn main() {
    let threads: Vec<_> = (0..2).map(|_| thread::spawn(value)).collect();
    for thread in threads {
        assert_eq!(thread.join().unwrap(), "made once");
    }
    assert_eq!(INITS.load(Ordering::SeqCst), 1);
}
