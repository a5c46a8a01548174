//! # Ping-pong
//!
//! Two programs that talk to each other, a question, an answer, the next question, are the smallest
//! conversation there is. Here it is a game: one ball, two players, a thread each. Only the one who has
//! the ball may play; giving it away over a channel is what makes the other's turn begin.
//!
//! `rally(strokes, ping, pong)` plays one rally:
//!
//! - Each player is called in a thread of its own, always the same one, started by `rally`.
//! - The strokes are numbered from 1. `ping` is called with the odd numbers, `pong` with the even ones,
//!   in order: `ping(1)`, `pong(2)`, `ping(3)` …
//! - A stroke begins only when the one before it has ended: two players never play at the same time.
//! - A player returns whether it has hit the ball. After `false`, a miss, nobody is called any more.
//! - After `strokes` hits the rally is over too. With 0 nobody is called at all.
//! - `rally` returns how many balls were hit, once both threads have ended and the players are dropped.
//! - Nobody asks again and again whether it is his turn: whoever waits for the ball sleeps.
//!
//! Players do not panic, and `strokes` is less than `u32::MAX`. A channel for each direction with
//! capacity 0 is all it takes: there is only one ball, and it is always in somebody's hands.
//!
//! What stands below is a first attempt. The ball goes back and forth as it should; then everybody
//! waits for ever. Keep the name and the signature; everything else is yours to change.

use crossbeam::channel::bounded;
use std::thread;

/// Plays a rally of at most `strokes` strokes, `ping` first; returns how many balls were hit.
pub fn rally<A, B>(strokes: u32, mut ping: A, mut pong: B) -> u32
where
    A: FnMut(u32) -> bool + Send + 'static,
    B: FnMut(u32) -> bool + Send + 'static,
{
    let (to_pong, balls_for_pong) = bounded(0);
    let (to_ping, balls_for_ping) = bounded(0);

    let (serve, return_to_pong) = (to_ping.clone(), to_pong.clone());
    let first = thread::spawn(move || {
        let mut hits = 0;
        for ball in balls_for_ping {
            if ball > strokes || !ping(ball) {
                break;
            }
            hits += 1;
            return_to_pong.send(ball + 1).unwrap();
        }
        hits
    });

    let second = thread::spawn(move || {
        let mut hits = 0;
        for ball in balls_for_pong {
            if ball > strokes || !pong(ball) {
                break;
            }
            hits += 1;
            to_ping.send(ball + 1).unwrap();
        }
        hits
    });

    serve.send(1).unwrap();
    first.join().unwrap() + second.join().unwrap()
}
