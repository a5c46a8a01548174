//! An office with one scanner and one printer, and two jobs that need both.
//!
//! Belongs to the lesson `deadlock`; run it with `cargo run -p learn-threads --example deadlock`.
//! It shows a deadlock without being caught in it: where a thread would wait for ever, it asks with
//! `try_lock` whether it would.

use std::sync::{Barrier, Mutex};
use std::thread;

// ANCHOR: office
/// The two machines, and the pages each has seen.
struct Office {
    scanner: Mutex<u32>,
    printer: Mutex<u32>,
}
// ANCHOR_END: office

// ANCHOR: opposite
/// Takes `first`, waits until the other thread has taken its first, and asks for `second`.
/// Returns whether it would have to wait for it.
fn would_wait(first: &Mutex<u32>, second: &Mutex<u32>, both_have_one: &Barrier) -> bool {
    let _first = first.lock().unwrap();
    both_have_one.wait();
    let would_wait = second.try_lock().is_err();
    both_have_one.wait(); // keep `_first` until the other thread has asked, too
    would_wait
}
// ANCHOR_END: opposite

// ANCHOR: ordered
impl Office {
    // The order of the office: the scanner before the printer, whatever the job does first.

    /// Scans a page, then prints it.
    fn copy(&self) {
        let mut scanner = self.scanner.lock().unwrap();
        let mut printer = self.printer.lock().unwrap();
        *scanner += 1;
        *printer += 1;
    }

    /// Prints a form, then scans it with the signature on it.
    fn sign(&self) {
        let mut scanner = self.scanner.lock().unwrap();
        let mut printer = self.printer.lock().unwrap();
        *printer += 1;
        *scanner += 1;
    }
}
// ANCHOR_END: ordered

fn main() {
    let office = Office { scanner: Mutex::new(0), printer: Mutex::new(0) };

    let both_have_one = Barrier::new(2);
    let (copying, signing) = thread::scope(|scope| {
        let copying = scope.spawn(|| would_wait(&office.scanner, &office.printer, &both_have_one));
        let signing = scope.spawn(|| would_wait(&office.printer, &office.scanner, &both_have_one));
        (copying.join().unwrap(), signing.join().unwrap())
    });
    println!("opposite orders: the copier would wait: {copying}, the signer would wait: {signing}");
    if copying && signing {
        println!("each holds what the other wants, and neither would ever let go");
    }

    const ROUNDS: u32 = 100_000;
    thread::scope(|scope| {
        scope.spawn(|| (0..ROUNDS).for_each(|_| office.copy()));
        scope.spawn(|| (0..ROUNDS).for_each(|_| office.sign()));
    });
    let (scanned, printed) = (*office.scanner.lock().unwrap(), *office.printer.lock().unwrap());
    println!("one order: {ROUNDS} copies and {ROUNDS} signatures made, {scanned} pages scanned, {printed} printed");
    assert_eq!((scanned, printed), (2 * ROUNDS, 2 * ROUNDS));
}
