//! right: one channel without room for both directions, and the end of the rally as a message

use crossbeam::channel::{Receiver, Sender, bounded};
use std::thread;

enum Ball {
    Play(u32),
    Over,
}

pub fn rally<A, B>(strokes: u32, ping: A, pong: B) -> u32
where
    A: FnMut(u32) -> bool + Send + 'static,
    B: FnMut(u32) -> bool + Send + 'static,
{
    // Without room, and with one player sending while the other receives, nobody gets his own ball.
    let (sender, receiver) = bounded(0);
    thread::scope(|scope| {
        let (sender, receiver) = (&sender, &receiver);
        let first = scope.spawn(move || play(Some(Ball::Play(1)), strokes, ping, sender, receiver));
        let second = scope.spawn(move || play(None, strokes, pong, sender, receiver));
        first.join().unwrap() + second.join().unwrap()
    })
}

fn play(
    in_hand: Option<Ball>,
    strokes: u32,
    mut player: impl FnMut(u32) -> bool,
    sender: &Sender<Ball>,
    receiver: &Receiver<Ball>,
) -> u32 {
    let mut hits = 0;
    let mut next = in_hand.or_else(|| receiver.recv().ok());
    while let Some(Ball::Play(ball)) = next {
        if ball > strokes || !player(ball) {
            sender.send(Ball::Over).expect("both ends are still there");
            break;
        }
        hits += 1;
        sender.send(Ball::Play(ball + 1)).expect("both ends are still there");
        next = receiver.recv().ok();
    }
    hits
}
