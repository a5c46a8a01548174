//! right
//! One guard from the look at the balance to the withdrawal.

use std::sync::Mutex;
use std::thread;

fn withdraw(balance: &Mutex<i64>, amount: i64) -> bool {
    let mut balance = balance.lock().unwrap();
    if *balance < amount {
        return false;
    }
    *balance -= amount;
    true
}

fn main() {
    let balance = Mutex::new(100);
    thread::scope(|scope| {
        let first = scope.spawn(|| withdraw(&balance, 70));
        let second = scope.spawn(|| withdraw(&balance, 70));
        assert!(first.join().unwrap() != second.join().unwrap(), "exactly one is served");
    });
    assert_eq!(*balance.lock().unwrap(), 30);
}
