//! wrong: lost-wakeup
//! Two unparks and two parks: the token is one, however often it is given.

use std::thread;

fn main() {
    let sleeper = thread::spawn(|| {
        for _ in 0..2 {
            thread::park();
        }
    });
    for _ in 0..2 {
        sleeper.thread().unpark();
    }
    sleeper.join().unwrap();
}
