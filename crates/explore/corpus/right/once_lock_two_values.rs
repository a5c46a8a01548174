//! right
//! One value is made from the other, and any thread may be the first to ask for either.

use std::sync::{LazyLock, OnceLock};
use std::thread;

static LIMIT: OnceLock<u32> = OnceLock::new();
static FACTOR: LazyLock<u32> = LazyLock::new(|| 4);

fn limit() -> u32 {
    *LIMIT.get_or_init(|| 10 * *FACTOR)
}

fn main() {
    let first = thread::spawn(limit);
    let second = thread::spawn(|| *FACTOR);
    assert_eq!(limit(), 40);
    assert_eq!(first.join().unwrap(), 40);
    assert_eq!(second.join().unwrap(), 4);
}
