//! right
//! Holds all accounts, in their order, while it adds them up.

use std::sync::Mutex;
use std::thread;

fn main() {
    let accounts = [Mutex::new(50), Mutex::new(50)];
    thread::scope(|scope| {
        scope.spawn(|| {
            let mut from = accounts[0].lock().unwrap();
            let mut to = accounts[1].lock().unwrap();
            *from -= 10;
            *to += 10;
        });
        let all: Vec<_> = accounts.iter().map(|account| account.lock().unwrap()).collect();
        assert_eq!(all.iter().map(|account| **account).sum::<i32>(), 100);
    });
}
