//! wrong: race
//! The lost update on a static, which must be 0 again in every schedule.

use std::sync::Mutex;
use std::thread;

static COUNT: Mutex<u32> = Mutex::new(0);

fn add() {
    let seen = *COUNT.lock().unwrap();
    *COUNT.lock().unwrap() = seen + 1;
}

fn main() {
    assert_eq!(*COUNT.lock().unwrap(), 0);
    let other = thread::spawn(add);
    add();
    other.join().unwrap();
    assert_eq!(*COUNT.lock().unwrap(), 2);
}
