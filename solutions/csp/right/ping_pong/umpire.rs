//! right: an umpire hands out every ball and hears of every stroke; the players do not know each other

use crossbeam::channel::{Receiver, Sender, bounded};
use std::thread::{self, JoinHandle};

pub fn rally<A, B>(strokes: u32, ping: A, pong: B) -> u32
where
    A: FnMut(u32) -> bool + Send + 'static,
    B: FnMut(u32) -> bool + Send + 'static,
{
    let players = [seat(ping), seat(pong)];
    let mut hits = 0;
    for (ball, (balls, results, _)) in (1..=strokes).zip(players.iter().cycle()) {
        balls.send(ball).expect("a player stays until there are no more balls");
        if !results.recv().expect("a player answers every ball") {
            break;
        }
        hits += 1;
    }
    for (balls, results, thread) in players {
        drop((balls, results));
        thread.join().expect("players do not panic");
    }
    hits
}

/// A player at the table: where it gets its balls, where it reports, and its thread.
fn seat(mut player: impl FnMut(u32) -> bool + Send + 'static) -> (Sender<u32>, Receiver<bool>, JoinHandle<()>) {
    let (balls, ball) = bounded::<u32>(0);
    let (result, results) = bounded(0);
    let thread = thread::spawn(move || {
        for ball in ball {
            if result.send(player(ball)).is_err() {
                break;
            }
        }
    });
    (balls, results, thread)
}
