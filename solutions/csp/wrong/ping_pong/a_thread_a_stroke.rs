//! wrong: wrong-result
//! fails: each_has_a_thread
//! Starts a thread for every stroke: the order is right, but no player has a thread of its own.

use crossbeam::channel::bounded;
use std::thread;

pub fn rally<A, B>(strokes: u32, ping: A, pong: B) -> u32
where
    A: FnMut(u32) -> bool + Send + 'static,
    B: FnMut(u32) -> bool + Send + 'static,
{
    let mut players: [Box<dyn FnMut(u32) -> bool + Send>; 2] = [Box::new(ping), Box::new(pong)];
    for ball in 1..=strokes {
        let (result, results) = bounded(1);
        let player = &mut players[usize::from(ball % 2 == 0)];
        thread::scope(|scope| {
            scope.spawn(move || result.send(player(ball)));
        });
        if results.recv() != Ok(true) {
            return ball - 1;
        }
    }
    strokes
}
