//! right
//! A reader that is content with whatever part of the writers came before it.

use std::sync::Mutex;
use std::thread;

fn main() {
    let data = Mutex::new(0);
    thread::scope(|scope| {
        scope.spawn(|| *data.lock().unwrap() += 1);
        scope.spawn(|| *data.lock().unwrap() += 2);
        scope.spawn(|| assert!((0..=3).contains(&*data.lock().unwrap())));
    });
    assert_eq!(*data.lock().unwrap(), 3);
}
