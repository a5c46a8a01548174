//! wrong: race
//! Adds up the accounts one after the other while money moves between them.

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
        let total: i32 = accounts.iter().map(|account| *account.lock().unwrap()).sum();
        assert_eq!(total, 100, "money in flight was seen");
    });
}
