//! wrong: lost-wakeup
//! The lift clears all calls when it has served one: a call made on the way is forgotten.

use std::sync::{Condvar, Mutex};
use std::thread;

fn main() {
    let calls = Mutex::new([false; 2]);
    let served = Mutex::new([false; 2]);
    let called = Condvar::new();
    let arrived = Condvar::new();
    thread::scope(|scope| {
        scope.spawn(|| {
            while *served.lock().unwrap() != [true; 2] {
                let floor = {
                    let calls = called.wait_while(calls.lock().unwrap(), |calls| *calls == [false; 2]).unwrap();
                    calls.iter().position(|&call| call).unwrap()
                };
                served.lock().unwrap()[floor] = true;
                arrived.notify_all();
                *calls.lock().unwrap() = [false; 2];
            }
        });
        for floor in 0..2 {
            let (calls, served, called, arrived) = (&calls, &served, &called, &arrived);
            scope.spawn(move || {
                calls.lock().unwrap()[floor] = true;
                called.notify_one();
                drop(arrived.wait_while(served.lock().unwrap(), |served| !served[floor]).unwrap());
            });
        }
    });
}
