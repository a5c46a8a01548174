//! wrong: deadlock
//! The initialisation of a value asks for that very value.

use std::sync::OnceLock;

static LIMIT: OnceLock<u32> = OnceLock::new();
static FACTOR: OnceLock<u32> = OnceLock::new();

fn limit() -> u32 {
    *LIMIT.get_or_init(|| 10 * factor())
}

fn factor() -> u32 {
    *FACTOR.get_or_init(|| 1 + limit() / 100)
}

fn main() {
    assert_eq!(limit(), 10);
}
