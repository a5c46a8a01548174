//! right
//! A smoker takes both ingredients in one step or none.

use std::sync::{Condvar, Mutex};
use std::thread;

fn main() {
    let table = Mutex::new([false; 3]);
    let changed = Condvar::new();
    thread::scope(|scope| {
        for owns in 0..3 {
            let (table, changed) = (&table, &changed);
            scope.spawn(move || {
                let needs = [(owns + 1) % 3, (owns + 2) % 3];
                let lacks = |table: &mut [bool; 3]| !needs.iter().all(|&need| table[need]);
                let mut table = changed.wait_while(table.lock().unwrap(), lacks).unwrap();
                *table = [false; 3];
                changed.notify_all();
            });
        }
        for kept in 0..3 {
            let mut table = changed.wait_while(table.lock().unwrap(), |table| table.contains(&true)).unwrap();
            *table = [true; 3];
            table[kept] = false;
            changed.notify_all();
        }
    });
    assert_eq!(*table.lock().unwrap(), [false; 3]);
}
