//! right
//! The lift clears the call it is about to serve, and no other.

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
                    let mut calls = called.wait_while(calls.lock().unwrap(), |calls| *calls == [false; 2]).unwrap();
                    let floor = calls.iter().position(|&call| call).unwrap();
                    calls[floor] = false;
                    floor
                };
                served.lock().unwrap()[floor] = true;
                arrived.notify_all();
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
