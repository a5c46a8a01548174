//! right
//! A panic under the lock poisons it; join tells of the panic.

use std::sync::{Arc, Mutex};
use std::thread;

fn main() {
    let data = Arc::new(Mutex::new(1));
    let bad = {
        let data = Arc::clone(&data);
        thread::spawn(move || {
            let mut data = data.lock().unwrap();
            *data = 2;
            panic!("in the middle");
        })
    };
    let payload = bad.join().unwrap_err();
    assert_eq!(payload.downcast_ref::<&str>(), Some(&"in the middle"));
    assert!(data.is_poisoned());
    assert_eq!(*data.lock().unwrap_err().into_inner(), 2);
}
