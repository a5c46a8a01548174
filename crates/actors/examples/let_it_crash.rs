//! The programs of the lesson "Let it crash". Every part states what it expects; run with
//! `cargo run -p learn-actors --example let_it_crash`. The panics it prints are meant.

use actix::prelude::*;

// ANCHOR: actor
/// An actor's state is its own: nobody else can reach it, so it needs no lock.
struct Till {
    total: u64,
}

impl Actor for Till {
    type Context = Context<Till>;
}

/// A message, and what it is answered with.
#[derive(Message)]
#[rtype(result = "u64")]
struct Sell {
    pieces: u64,
    price: u64,
}

impl Handler<Sell> for Till {
    type Result = u64;

    fn handle(&mut self, sell: Sell, _: &mut Context<Till>) -> u64 {
        self.total += sell.pieces * sell.price;
        self.total
    }
}
// ANCHOR_END: actor

async fn tell_and_ask() {
    // ANCHOR: ask
    let till: Addr<Till> = Till { total: 0 }.start();
    till.do_send(Sell { pieces: 2, price: 30 }); // tell: no answer wanted
    let total = till.send(Sell { pieces: 1, price: 40 }).await; // ask: the answer is awaited
    assert_eq!(total, Ok(100));
    // ANCHOR_END: ask
}

// ANCHOR: parcel
/// Packs a number of pieces in boxes of a size. A size of 0 is a mistake that nobody thought of.
struct Packer;

#[derive(Message)]
#[rtype(result = "u64")]
struct Pack {
    pieces: u64,
    size: u64,
}

impl Actor for Packer {
    type Context = Context<Packer>;
}

impl Handler<Pack> for Packer {
    type Result = u64;

    fn handle(&mut self, pack: Pack, _: &mut Context<Packer>) -> u64 {
        pack.pieces / pack.size
    }
}
// ANCHOR_END: parcel

async fn a_panic_ends_the_actor() {
    // ANCHOR: crash
    let packer = Packer.start();
    let other = Packer.start();
    let queued = packer.send(Pack { pieces: 9, size: 0 });
    let behind = packer.send(Pack { pieces: 9, size: 3 });

    assert_eq!(queued.await, Err(MailboxError::Closed)); // it panicked before it could answer
    assert_eq!(behind.await, Err(MailboxError::Closed)); // its mailbox went with it
    assert!(!packer.connected());
    assert_eq!(other.send(Pack { pieces: 9, size: 3 }).await, Ok(3)); // nobody else is hurt
    // ANCHOR_END: crash
}

// ANCHOR: supervised
impl Supervised for Packer {
    fn restarting(&mut self, _: &mut Context<Packer>) {
        println!("restarting");
    }
}

#[derive(Message)]
#[rtype(result = "()")]
struct Stop;

impl Handler<Stop> for Packer {
    type Result = ();

    fn handle(&mut self, _: Stop, context: &mut Context<Packer>) {
        context.stop();
    }
}
// ANCHOR_END: supervised

async fn what_the_supervisor_of_actix_survives() {
    // ANCHOR: survives
    let packer = actix::Supervisor::start(|_| Packer);

    packer.send(Stop).await.unwrap(); // prints "restarting"
    assert_eq!(packer.send(Pack { pieces: 9, size: 3 }).await, Ok(3));

    let crash = packer.send(Pack { pieces: 9, size: 0 }).await; // prints only the panic
    assert_eq!(crash, Err(MailboxError::Closed));
    assert!(!packer.connected()); // no restart, and there never will be one
    // ANCHOR_END: survives
}

// ANCHOR: one_at_a_time
/// Asks a packer and posts what it has packed, one order after the other.
struct Post {
    packer: Addr<Packer>,
    sent: u64,
}

impl Actor for Post {
    type Context = Context<Post>;
}

#[derive(Message)]
#[rtype(result = "Result<u64, &'static str>")]
struct Order(u64);

impl Handler<Order> for Post {
    type Result = AtomicResponse<Post, Result<u64, &'static str>>;

    fn handle(&mut self, order: Order, _: &mut Context<Post>) -> Self::Result {
        let packed = self.packer.send(Pack { pieces: order.0, size: 3 });
        let answer = packed.into_actor(self).map(|boxes, post, _context| {
            post.sent += boxes.map_err(|_| "the packer is gone")?;
            Ok(post.sent)
        });
        AtomicResponse::new(Box::pin(answer))
    }
}
// ANCHOR_END: one_at_a_time

async fn one_at_a_time() {
    let post = Post { packer: Packer.start(), sent: 0 }.start();
    let (first, second) = (post.send(Order(9)), post.send(Order(6)));
    assert_eq!(first.await, Ok(Ok(3)));
    assert_eq!(second.await, Ok(Ok(5)));
}

#[actix::main]
async fn main() {
    tell_and_ask().await;
    a_panic_ends_the_actor().await;
    what_the_supervisor_of_actix_survives().await;
    one_at_a_time().await;
}
