//! Four clerks sell the seats of one stadium, in three ways, and we count the tickets.
//!
//! Belongs to the lesson `shared-state`; run it with `cargo run -p learn-threads --example shared_state`.

use std::sync::Mutex;
use std::sync::atomic::{AtomicU32, Ordering};
use std::thread;

const SEATS: u32 = 500_000;
const CLERKS: usize = 4;

// ANCHOR: two_steps
/// Sells a seat, if there is one left.
fn sell_in_two_steps(seats: &AtomicU32) -> bool {
    let left = seats.load(Ordering::SeqCst);
    if left == 0 {
        return false;
    }
    seats.store(left - 1, Ordering::SeqCst);
    true
}
// ANCHOR_END: two_steps

// ANCHOR: mutex
fn sell_with_a_lock(seats: &Mutex<u32>) -> bool {
    let mut left = seats.lock().unwrap();
    if *left == 0 {
        return false;
    }
    *left -= 1;
    true
} // `left` is dropped here: that unlocks
// ANCHOR_END: mutex

// ANCHOR: two_locks
fn sell_with_two_locks(seats: &Mutex<u32>) -> bool {
    let left = *seats.lock().unwrap(); // locked and, at the end of this line, unlocked
    if left == 0 {
        return false;
    }
    *seats.lock().unwrap() = left - 1;
    true
}
// ANCHOR_END: two_locks

// ANCHOR: one_step
fn sell_in_one_step(seats: &AtomicU32) -> bool {
    let mut left = seats.load(Ordering::SeqCst);
    while left > 0 {
        // "Make it one less, but only if it still is what I have seen."
        match seats.compare_exchange(left, left - 1, Ordering::SeqCst, Ordering::SeqCst) {
            Ok(_) => return true,
            Err(now) => left = now,
        }
    }
    false
}
// ANCHOR_END: one_step

// ANCHOR: tickets
/// How many tickets the clerks sell together before each of them is told that there are no more.
fn tickets(sell: impl Fn() -> bool + Sync) -> usize {
    thread::scope(|scope| {
        let clerks: Vec<_> = (0..CLERKS)
            .map(|_| scope.spawn(|| std::iter::repeat_with(&sell).take_while(|sold| *sold).count()))
            .collect();
        clerks.into_iter().map(|clerk| clerk.join().unwrap()).sum()
    })
}
// ANCHOR_END: tickets

fn main() {
    let report = |how: &str, tickets: usize| {
        let too_many = tickets - SEATS as usize;
        println!("{how:<24} {tickets:>9} tickets for {SEATS} seats, {too_many} too many");
    };

    let seats = AtomicU32::new(SEATS);
    report("atomic, two steps:", tickets(|| sell_in_two_steps(&seats)));
    let seats = Mutex::new(SEATS);
    report("mutex, locked twice:", tickets(|| sell_with_two_locks(&seats)));

    let seats = Mutex::new(SEATS);
    let with_a_lock = tickets(|| sell_with_a_lock(&seats));
    report("mutex, locked once:", with_a_lock);
    let seats = AtomicU32::new(SEATS);
    let in_one_step = tickets(|| sell_in_one_step(&seats));
    report("atomic, one step:", in_one_step);

    assert_eq!(with_a_lock, SEATS as usize);
    assert_eq!(in_one_step, SEATS as usize);
}
