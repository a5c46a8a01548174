//! Checks of `threads/philosophers`: exclusion, progress, concurrency and the absence of starvation.
//!
//! Who waits is found with `settle`, which returns when every other thread sleeps or has ended.

use exercise::Table;
use explore::harness::{settle, threads_alive};
use std::panic;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, mpsc};
use std::thread::{Builder, JoinHandle};

/// Starts a thread for a philosopher, whose name a trace can show.
fn start(seat: usize, table: &Arc<Table>, work: impl FnOnce(&Table) + Send + 'static) -> JoinHandle<()> {
    let table = Arc::clone(table);
    Builder::new().name(format!("seat {seat}")).spawn(move || work(&table)).expect("a thread can be started")
}

/// Waits for a philosopher to leave.
fn join(philosopher: JoinHandle<()>) {
    philosopher.join().expect("no call panics");
}

/// A philosopher who eats once.
fn eats_once(seat: usize, table: &Arc<Table>) -> JoinHandle<()> {
    start(seat, table, move |table| drop(table.pick_up(seat)))
}

pub fn one_alone_eats() {
    for seats in [2, 3, 5] {
        let table = Table::new(seats);
        for seat in (0..seats).chain((0..seats).rev()) {
            drop(table.pick_up(seat));
        }
    }
    for seats in [0, 1] {
        let refused = panic::catch_unwind(|| Table::new(seats)).is_err();
        assert!(refused, "new({seats}) must panic: expected a panic, got a table");
    }
    let table = Table::new(3);
    let refused = panic::catch_unwind(panic::AssertUnwindSafe(|| drop(table.pick_up(3)))).is_err();
    assert!(refused, "pick_up(3) at a table for three must panic: expected a panic, got forks");
}

pub fn neighbours_never_eat_together() {
    two_at_once(2, 0, 1);
    two_at_once(3, 1, 2);
    two_at_once(4, 3, 0);
}

/// Two neighbours eat, two meals and one, at any moments.
fn two_at_once(seats: usize, one: usize, other: usize) {
    let table = Arc::new(Table::new(seats));
    let eating = Arc::new(AtomicBool::new(false));
    let threads = [(one, 2), (other, 1)].map(|(seat, meals)| {
        let eating = Arc::clone(&eating);
        start(seat, &table, move |table| {
            for _ in 0..meals {
                let forks = table.pick_up(seat);
                let already = eating.swap(true, Ordering::SeqCst);
                assert!(!already, "seats {one} and {other} of {seats}, which are neighbours, eat at the same time");
                eating.store(false, Ordering::SeqCst);
                drop(forks);
            }
        })
    });
    threads.into_iter().for_each(join);
}

pub fn those_apart_eat_together() {
    for (seats, one, other) in [(4, 0, 2), (4, 1, 3), (5, 4, 1)] {
        let table = Arc::new(Table::new(seats));
        let forks = table.pick_up(one);
        let philosopher = eats_once(other, &table);
        settle();
        assert_eq!(
            threads_alive(),
            0,
            "philosophers who wait at seat {other} of {seats}, while only seat {one} eats, with whom it shares no fork",
        );
        join(philosopher);
        drop(forks);
    }
}

pub fn everybody_eats() {
    for seats in [2, 3] {
        let table = Arc::new(Table::new(seats));
        let philosophers: Vec<_> = (0..seats).map(|seat| eats_once(seat, &table)).collect();
        philosophers.into_iter().for_each(join);
    }
}

pub fn forks_put_down_wake_both_neighbours() {
    both_can_go_on();
    only_one_can_go_on();
}

/// The neighbours of the only one who eats can eat together when it stops.
fn both_can_go_on() {
    let table = Arc::new(Table::new(4));
    let forks = table.pick_up(0);
    let neighbours = [1, 3].map(|seat| eats_once(seat, &table));
    settle();
    assert_eq!(threads_alive(), 2, "neighbours who wait while a philosopher eats between them");
    drop(forks);
    settle();
    assert_eq!(threads_alive(), 0, "philosophers who still wait after the one between them has put the forks down");
    neighbours.into_iter().for_each(join);
}

/// Seat 1 sits between two who eat, seat 3 beside one of them: the news is of use to seat 3 alone.
fn only_one_can_go_on() {
    let table = Arc::new(Table::new(5));
    let [at_0, at_2] = [table.pick_up(0), table.pick_up(2)];
    let at_1 = eats_once(1, &table);
    settle();
    let at_3 = eats_once(3, &table);
    settle();
    assert_eq!(threads_alive(), 2, "hungry philosophers at seats 1 and 3, while those at seats 0 and 2 eat");
    drop(at_2);
    settle();
    assert_eq!(
        threads_alive(),
        1,
        "philosophers who wait at seats 1 and 3 of 5 while only seat 0 eats: expected seat 1 to wait and seat 3 to eat",
    );
    drop(at_0);
    join(at_1);
    join(at_3);
}

/// A philosopher who eats until told to stop.
struct Meal {
    philosopher: JoinHandle<()>,
    begun: Arc<AtomicBool>,
    stop: mpsc::Sender<()>,
}

impl Meal {
    fn start(seat: usize, table: &Arc<Table>, meals: &Arc<AtomicUsize>) -> Meal {
        let (stop, stopped) = mpsc::channel::<()>();
        let begun = Arc::new(AtomicBool::new(false));
        let (eats, meals) = (Arc::clone(&begun), Arc::clone(meals));
        let philosopher = start(seat, table, move |table| {
            let forks = table.pick_up(seat);
            eats.store(true, Ordering::SeqCst);
            meals.fetch_add(1, Ordering::SeqCst);
            stopped.recv().expect_err("nothing is sent, the channel closes");
            drop(forks);
        });
        Meal { philosopher, begun, stop }
    }
}

/// Seats 0 and 2 share a fork with the hungry seat 1 each, and none with each other: one stops eating
/// only after the other has begun, if the table lets them.
pub fn nobody_starves() {
    const MEALS: usize = 6;
    let table = Arc::new(Table::new(4));
    let meals = Arc::new(AtomicUsize::new(0));
    let mut eating = Meal::start(0, &table, &meals);
    settle();
    assert!(eating.begun.load(Ordering::SeqCst), "a philosopher alone at the table must eat");
    let hungry = eats_once(1, &table);
    settle();
    // Now only the hungry one and those of the conspiracy are alive.
    assert_eq!(threads_alive(), 2, "philosophers at the table, of whom one eats and its neighbour must wait");
    for round in 0..2 * MEALS {
        let next = Meal::start(if round % 2 == 0 { 2 } else { 0 }, &table, &meals);
        settle();
        let broken = !next.begun.load(Ordering::SeqCst);
        drop(eating.stop);
        join(eating.philosopher);
        settle();
        eating = next;
        if broken {
            // The next one has to wait, which ends the conspiracy: the hungry one is preferred, or was
            // faster to a fork.
            break;
        }
    }
    drop(eating.stop);
    let eaten = meals.load(Ordering::SeqCst) - 1;
    assert!(
        eaten < 2 * MEALS,
        "a hungry philosopher still waits after its neighbours have eaten {eaten} more times, in turns: \
         both its forks are never free at once, so it starves",
    );
    join(eating.philosopher);
    join(hungry);
}
