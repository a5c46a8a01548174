//! wrong: wrong-result
//! Takes the data out of a poisoned lock as if nothing had happened, half changed as it is.

use std::sync::{Arc, Mutex, PoisonError};
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
    let accounts = accounts.lock().unwrap_or_else(PoisonError::into_inner);
    assert_eq!(accounts.0 + accounts.1, 100, "money was lost");
}
