//! wrong: panicked
//! fails: they_alternate
//! Takes it for impossible that no ball comes back: the end of the rally brings the thread down.

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
    // The first ball is in the hand of the one who serves.
    let ping = thread::spawn(move || play(strokes, ping, Some(1), &balls_for_ping, &to_pong));
    let pong = thread::spawn(move || play(strokes, pong, None, &balls_for_pong, &to_ping));
    ping.join().expect("players do not panic") + pong.join().expect("players do not panic")
}

/// Plays until the rally is over or the other has left; returns how many balls this player hit.
fn play(
    strokes: u32,
    mut player: impl FnMut(u32) -> bool,
    in_hand: Option<u32>,
    balls: &Receiver<u32>,
    other: &Sender<u32>,
) -> u32 {
    let mut hits = 0;
    let mut ball = in_hand.unwrap_or_else(|| balls.recv().unwrap());
    loop {
        if ball > strokes || !player(ball) {
            break;
        }
        hits += 1;
        // It leaves only after a miss or with the last ball, and so never while a ball is under way to it.
        other.send(ball + 1).expect("the other waits for the ball");
        ball = balls.recv().unwrap();
    }
    hits
}
