//! wrong: deadlock
//! fails: they_alternate
//! Serves with a sender that lives as long as the function, so the other end is never disconnected.

use crossbeam::channel::{Receiver, Sender, bounded};
use std::thread;

/// Plays a rally of at most `strokes` strokes, `ping` first; returns how many balls were hit.
pub fn rally<A, B>(strokes: u32, ping: A, pong: B) -> u32
where
    A: FnMut(u32) -> bool + Send + 'static,
    B: FnMut(u32) -> bool + Send + 'static,
{
    let (to_pong, balls_for_pong) = bounded(0);
    let (to_ping, balls_for_ping) = bounded(0);
    let serve = to_ping.clone();
    let ping = thread::spawn(move || play(strokes, ping, &balls_for_ping, &to_pong));
    let pong = thread::spawn(move || play(strokes, pong, &balls_for_pong, &to_ping));
    serve.send(1).expect("the first player is there");
    ping.join().expect("players do not panic") + pong.join().expect("players do not panic")
}

/// Plays until the rally is over or the other has left; returns how many balls this player hit.
fn play(strokes: u32, mut player: impl FnMut(u32) -> bool, balls: &Receiver<u32>, other: &Sender<u32>) -> u32 {
    let mut hits = 0;
    for ball in balls {
        if ball > strokes || !player(ball) {
            break;
        }
        hits += 1;
        other.send(ball + 1).expect("the other waits for the ball");
    }
    hits
}
