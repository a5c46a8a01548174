//! wrong: race
//! fails: both_have_ended
//! Waits for the player that served and reads the score, while the other may still be playing.

use crossbeam::channel::{Receiver, Sender, bounded};
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
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
    let hits = Arc::new(AtomicU32::new(0));
    let (ping_hits, pong_hits) = (Arc::clone(&hits), Arc::clone(&hits));
    let ping = thread::spawn(move || play(strokes, ping, Some(1), &balls_for_ping, &to_pong, &ping_hits));
    thread::spawn(move || play(strokes, pong, None, &balls_for_pong, &to_ping, &pong_hits));
    ping.join().expect("players do not panic");
    hits.load(Ordering::SeqCst)
}

/// Plays until the rally is over or the other has left.
fn play(
    strokes: u32,
    mut player: impl FnMut(u32) -> bool,
    in_hand: Option<u32>,
    balls: &Receiver<u32>,
    other: &Sender<u32>,
    hits: &AtomicU32,
) {
    for ball in in_hand.into_iter().chain(balls) {
        if ball > strokes || !player(ball) {
            break;
        }
        hits.fetch_add(1, Ordering::SeqCst);
        other.send(ball + 1).expect("the other waits for the ball");
    }
}
