//! The life of a thread: started, named, borrowed for, panicking, forgotten, and too many of.
//!
//! The running example of the lesson `life-of-a-thread`.

use std::cell::Cell;
use std::sync::mpsc;
use std::thread::{self, Builder};
use std::time::{Duration, Instant};

/// What one weather station reports.
fn measure(station: u32) -> u32 {
    // Some arithmetic that takes a moment and always gives the same.
    (0..20_000 * (station + 1)).fold(station, |sum, n| (sum.wrapping_mul(31)).wrapping_add(n)) % 40
}

fn spawn_and_join() {
    // ANCHOR: spawn
    let stations: Vec<_> = (0..4).map(|station| thread::spawn(move || measure(station))).collect();
    let degrees: Vec<u32> = stations.into_iter().map(|thread| thread.join().expect("no station fails")).collect();
    // ANCHOR_END: spawn
    assert_eq!(degrees, (0..4).map(measure).collect::<Vec<_>>());
    println!("joined: {degrees:?}, in the order of the stations");
}

fn a_panic_is_a_result() {
    // ANCHOR: panic
    let broken = Builder::new()
        .name("station 7".to_owned())
        .spawn(|| -> u32 { panic!("no wind vane") })
        .expect("the system has room for a thread");
    match broken.join() {
        Ok(degrees) => println!("{degrees} degrees"),
        Err(payload) => {
            let reason = payload.downcast_ref::<&str>().expect("`panic!` with a literal carries a `&str`");
            println!("station 7 fell silent: {reason}");
        }
    }
    // ANCHOR_END: panic
}

fn borrowed_for_a_while() {
    // ANCHOR: scope
    let log = [12, 15, 11, 19, 8, 14];
    let (first, second) = log.split_at(3);
    let warmest = thread::scope(|scope| {
        let morning = scope.spawn(|| first.iter().max());
        let evening = scope.spawn(|| second.iter().max());
        morning.join().expect("max does not panic").max(evening.join().expect("max does not panic"))
    });
    println!("warmest of {} readings: {:?}", log.len(), warmest);
    // ANCHOR_END: scope
    assert_eq!(warmest, Some(&19));
}

fn forgotten() {
    // ANCHOR: forgotten
    let (report, reports) = mpsc::channel();
    thread::spawn(move || {
        // Nobody joins this thread: that it got this far is known only because it says so.
        report.send(measure(3)).expect("main still listens");
    });
    println!("heard from a thread nobody joins: {}", reports.recv().expect("it reports before it ends"));
    // ANCHOR_END: forgotten
}

thread_local! {
    // ANCHOR: local
    /// How many readings this thread has taken. Every thread begins at 0.
    static READINGS: Cell<u32> = const { Cell::new(0) };
    // ANCHOR_END: local
}

fn each_counts_for_itself() {
    let counts: Vec<u32> = (1..=3)
        .map(|times| {
            thread::spawn(move || {
                (0..times).for_each(|_| READINGS.set(READINGS.get() + 1));
                READINGS.get()
            })
        })
        .map(|thread| thread.join().expect("counting does not panic"))
        .collect();
    assert_eq!((counts.as_slice(), READINGS.get()), (&[1, 2, 3][..], 0));
    println!("readings by thread: {counts:?}; by main: {}", READINGS.get());
}

/// How long it takes to do a fixed amount of work with so many threads.
fn how_many_are_too_many() {
    const WORK: u32 = 512;
    let time = |threads: u32| -> Duration {
        let begun = Instant::now();
        thread::scope(|scope| {
            for part in 0..threads {
                let share = WORK / threads;
                scope.spawn(move || (part * share..(part + 1) * share).map(|n| measure(n % 8)).max());
            }
        });
        begun.elapsed()
    };
    time(1); // The first run warms the processor up and is not counted.
    let alone = time(1);
    println!("{:>8} {:>22}", "threads", "time, as part of one's");
    for threads in [1, 2, 4, 16, 128, 512] {
        println!("{threads:>8} {:>22.2}", time(threads).as_secs_f64() / alone.as_secs_f64());
    }
    println!("this machine runs {} at once", thread::available_parallelism().map_or(1, usize::from));
}

fn main() {
    spawn_and_join();
    a_panic_is_a_result();
    borrowed_for_a_while();
    forgotten();
    each_counts_for_itself();
    how_many_are_too_many();
}
