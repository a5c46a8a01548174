//! right
//! Whoever finds the lock poisoned brings its data in order and clears the mark.

use std::sync::{Arc, Mutex};
use std::thread;

fn main() {
    let accounts = Arc::new(Mutex::new((50, 50)));
    let transfer = Arc::clone(&accounts);
    let outcome = thread::spawn(move || {
        let mut accounts = transfer.lock().unwrap();
        accounts.0 -= 10;
        let rate: u32 = "ten".parse().expect("a rate is a number");
        accounts.1 += rate;
    })
    .join();
    assert!(outcome.is_err());
    assert!(accounts.is_poisoned());
    {
        let mut accounts = accounts.lock().unwrap_err().into_inner();
        accounts.0 = 100 - accounts.1;
    }
    accounts.clear_poison();
    let accounts = accounts.lock().unwrap();
    assert_eq!(accounts.0 + accounts.1, 100);
}
