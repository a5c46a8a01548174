//! Checks of `csp/ping_pong`: whose turn it is, both ways a rally ends, and that everybody goes home.

use crossbeam::channel::unbounded;
use exercise::rally;
use explore::harness::{settle, threads_alive};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::thread::{self, ThreadId};

/// A stroke: who was called, and with which number.
type Stroke = (&'static str, u32);

/// Where the players write down what they do.
#[derive(Default)]
struct Table {
    strokes: Mutex<Vec<Stroke>>,
    /// Somebody is playing at this moment.
    busy: AtomicBool,
}

impl Table {
    /// A player that writes down its strokes and misses the ball with the number `misses`.
    fn player(self: &Arc<Table>, name: &'static str, misses: u32) -> impl FnMut(u32) -> bool + Send + 'static + use<> {
        let table = Arc::clone(self);
        move |ball| {
            let alone = !table.busy.swap(true, Ordering::SeqCst);
            assert!(alone, "{name}({ball}) was called before the stroke before it had ended");
            table.strokes.lock().unwrap().push((name, ball));
            table.busy.store(false, Ordering::SeqCst);
            ball != misses
        }
    }

    fn strokes(&self) -> Vec<Stroke> {
        self.strokes.lock().unwrap().clone()
    }
}

/// The strokes of a rally in which the ball was touched `touched` times.
fn expected(touched: u32) -> Vec<Stroke> {
    (1..=touched).map(|ball| (if ball % 2 == 1 { "ping" } else { "pong" }, ball)).collect()
}

/// Plays a rally in which nobody misses.
fn play_to_the_end(strokes: u32) {
    let table = Arc::new(Table::default());
    let hits = rally(strokes, table.player("ping", 0), table.player("pong", 0));
    assert_eq!(table.strokes(), expected(strokes), "strokes of rally({strokes}, ..)");
    assert_eq!(hits, strokes, "hits of rally({strokes}, ..), in which nobody missed");
}

pub fn they_alternate() {
    play_to_the_end(1);
    play_to_the_end(4);
}

pub fn nothing_to_play() {
    play_to_the_end(0);
}

pub fn a_miss_ends_the_rally() {
    for missed in 1..=3 {
        let table = Arc::new(Table::default());
        let hits = rally(5, table.player("ping", missed), table.player("pong", missed));
        assert_eq!(table.strokes(), expected(missed), "strokes of rally(5, ..) in which ball {missed} is missed");
        assert_eq!(hits, missed - 1, "hits of rally(5, ..) in which ball {missed} is missed");
    }
}

pub fn each_has_a_thread() {
    let seen = Arc::new(Mutex::new(Vec::<(&'static str, ThreadId)>::new()));
    let player = |name| {
        let seen = Arc::clone(&seen);
        move |_| {
            seen.lock().unwrap().push((name, thread::current().id()));
            true
        }
    };
    rally(4, player("ping"), player("pong"));
    let seen = seen.lock().unwrap();
    let &[(_, ping), (_, pong), ..] = seen.as_slice() else { panic!("rally(4, ..) called only {seen:?}") };
    assert_ne!(ping, pong, "thread of ping and thread of pong");
    for &(name, id) in seen.iter() {
        assert_ne!(id, thread::current().id(), "{name} was called in the thread that called rally");
        let expected = if name == "ping" { ping } else { pong };
        assert_eq!(id, expected, "thread of a stroke of {name}, which had a thread before");
    }
}

pub fn both_have_ended() {
    for strokes in [2, 3] {
        let table = Arc::new(Table::default());
        rally(strokes, table.player("ping", 0), table.player("pong", 0));
        let owners = Arc::strong_count(&table);
        assert_eq!(owners, 1, "owners of the table after rally({strokes}, ..): a player is still there");
        assert_eq!(threads_alive(), 0, "threads still there after rally({strokes}, ..) has returned");
    }
}

pub fn waiting_is_sleeping() {
    let (go, gate) = unbounded::<()>();
    let game = thread::spawn(move || {
        let other_gate = gate.clone();
        // Both take their time, so each waits once while the other has the ball.
        rally(2, move |_| gate.recv().is_ok(), move |_| other_gate.recv().is_ok())
    });
    for _ in 0..2 {
        // Returns when everybody sleeps; somebody who asks again and again never does.
        settle();
        go.send(()).expect("the players are still there");
    }
    assert_eq!(game.join().unwrap(), 2, "hits of rally(2, ..)");
}
