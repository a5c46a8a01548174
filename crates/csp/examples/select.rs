//! A weather office: stations report, somebody waits for all of them at once, and everybody goes home.
//!
//! Belongs to the lesson `select`; run it with `cargo run -p learn-csp --example select`.

use crossbeam::channel::{Receiver, bounded, never, select, select_biased, unbounded};
use std::collections::BTreeMap;
use std::thread;
use std::time::Duration;

fn main() {
    either();
    time_out();
    quit();
    fan_out_and_in();
    in_order();
    leak();
}

fn either() {
    let (telephone, calls) = bounded(1);
    let (postman, letters) = bounded(1);
    let mut calls_first = 0;
    let rounds = 1000;
    for _ in 0..rounds {
        telephone.send("rain in the north").unwrap();
        postman.send("sun in the south").unwrap();
        // ANCHOR: either
        select! {
            recv(calls) -> call => {
                assert_eq!(call, Ok("rain in the north"));
                calls_first += 1;
            }
            recv(letters) -> letter => assert_eq!(letter, Ok("sun in the south")),
        }
        // ANCHOR_END: either
        // What was not chosen is still in its channel.
        let left = calls.len() + letters.len();
        assert_eq!(left, 1, "select takes one message, not two");
        let _ = (calls.try_recv(), letters.try_recv());
    }
    println!("both were there {rounds} times; the call was chosen {calls_first} times");
}

fn time_out() {
    let (_station, reports) = bounded::<i32>(1);
    // ANCHOR: time_out
    let patience = Duration::from_millis(20);
    select! {
        recv(reports) -> degrees => println!("{degrees:?}"),
        default(patience) => println!("no report within {patience:?}"),
    }
    // ANCHOR_END: time_out
}

// ANCHOR: quit
/// Writes down reports until told to quit; returns how many.
fn clerk(reports: &Receiver<i32>, quit: &Receiver<()>) -> usize {
    let mut written = 0;
    loop {
        select_biased! {
            // A message, or nobody left to send one: both mean to go home.
            recv(quit) -> _ => return written,
            recv(reports) -> report => match report {
                Ok(_degrees) => written += 1,
                Err(_) => return written, // No more stations.
            },
        }
    }
}
// ANCHOR_END: quit

fn quit() {
    let (station, reports) = unbounded();
    for degrees in [12, 15, 11] {
        station.send(degrees).unwrap();
    }
    // ANCHOR: quit_all
    let (boss, quit) = bounded::<()>(0);
    drop(boss); // Every clerk hears it, however many there are.
    let written = thread::scope(|scope| {
        let clerks = [(); 2].map(|()| scope.spawn(|| clerk(&reports, &quit)));
        clerks.map(|clerk| clerk.join().unwrap())
    });
    println!("told to quit before they began, the clerks wrote {written:?}; left over: {}", reports.len());
    // ANCHOR_END: quit_all
    assert_eq!((written, reports.len()), ([0, 0], 3));
}

// ANCHOR: fan
/// Gives the numbers from 0 to `days` to `workers` threads; their results come in any order.
fn forecasts(days: usize, workers: usize) -> Receiver<(usize, String)> {
    let (jobs, work) = bounded(0);
    thread::spawn(move || (0..days).try_for_each(|day| jobs.send(day)));
    let (output, results) = bounded(0);
    for _ in 0..workers {
        // Fan-out: clones of one receiver. Fan-in: clones of one sender.
        let (work, output) = (work.clone(), output.clone());
        thread::spawn(move || work.iter().try_for_each(|day| output.send((day, forecast(day)))));
    }
    results
}
// ANCHOR_END: fan

fn forecast(day: usize) -> String {
    // Some days are harder than others.
    let steps = if day.is_multiple_of(3) { 200_000 } else { 1_000 };
    let pressure = (0..steps).fold(day as u64, |air, _| air.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1));
    if pressure >> 63 == 0 { "sun".to_owned() } else { "rain".to_owned() }
}

fn fan_out_and_in() {
    let days: Vec<usize> = forecasts(12, 3).iter().map(|(day, _)| day).collect();
    println!("three forecasters, as they come: {days:?}");
    assert_eq!(days.len(), 12);
}

fn in_order() {
    // ANCHOR: in_order
    let mut early = BTreeMap::new();
    let mut most_early = 0;
    let mut next = 0;
    for (day, weather) in forecasts(12, 3) {
        early.insert(day, weather);
        most_early = most_early.max(early.len());
        while let Some(weather) = early.remove(&next) {
            print!("{next}:{weather} ");
            next += 1;
        }
    }
    println!("(at most {most_early} held at once)");
    // ANCHOR_END: in_order
    assert_eq!((next, early.len()), (12, 0));
}

fn leak() {
    // ANCHOR: leak
    let (answer, answers) = bounded(0);
    let slow = thread::spawn(move || answer.send("late").is_err());
    drop(answers); // We have lost patience.
    println!("the slow one was told that nobody waits: {}", slow.join().unwrap());
    // ANCHOR_END: leak

    // ANCHOR: never
    let (first, second) = (unbounded::<i32>(), unbounded::<i32>());
    let (mut a, mut b) = (first.1, second.1);
    drop(first.0); // The first station has closed.
    second.0.send(7).unwrap();
    drop(second.0);
    let (mut open, mut sum, mut looks) = (2, 0, 0);
    while open > 0 {
        looks += 1;
        let (place, degrees) = select! {
            recv(a) -> degrees => (&mut a, degrees),
            recv(b) -> degrees => (&mut b, degrees),
        };
        match degrees {
            Ok(degrees) => sum += degrees,
            Err(_) => {
                *place = never(); // Without this line the closed channel is chosen again and again.
                open -= 1;
            }
        }
    }
    println!("sum {sum} after {looks} rounds: one message and two ends");
    // ANCHOR_END: never
    assert_eq!((sum, looks), (7, 3));
}
