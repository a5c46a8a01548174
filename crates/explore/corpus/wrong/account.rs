//! wrong: race
//! The balance is looked at in one critical section and drawn upon in another.

use std::sync::Mutex;
use std::thread;

fn withdraw(balance: &Mutex<i64>, amount: i64) -> bool {
    if *balance.lock().unwrap() < amount {
        return false;
    }
    *balance.lock().unwrap() -= amount;
    true
}

fn main() {
    let balance = Mutex::new(100);
    thread::scope(|scope| {
        for _ in 0..2 {
            scope.spawn(|| withdraw(&balance, 70));
        }
    });
    assert!(*balance.lock().unwrap() >= 0, "the account is overdrawn");
}
