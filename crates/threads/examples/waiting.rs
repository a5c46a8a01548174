//! A bakery: customers wait until there is enough bread, by asking again and again or asleep.
//!
//! Belongs to the lesson `waiting`; run it with `cargo run -p learn-threads --example waiting`.

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Condvar, Mutex};
use std::thread;
use std::time::Duration;

/// What the customers want: one a whole order, the others a loaf each.
const ORDERS: [u32; 4] = [5, 1, 1, 1];

// ANCHOR: bakery
struct Bakery {
    loaves: Mutex<u32>,
    /// There is more bread than before. Belongs to `loaves` and is only waited on with its guard.
    baked: Condvar,
    /// How often a customer has looked at the shelf.
    looks: AtomicU64,
}
// ANCHOR_END: bakery

impl Bakery {
    fn new() -> Bakery {
        Bakery { loaves: Mutex::new(0), baked: Condvar::new(), looks: AtomicU64::new(0) }
    }

    // ANCHOR: polling
    fn buy_by_asking(&self, order: u32) {
        loop {
            let mut loaves = self.loaves.lock().unwrap();
            self.looks.fetch_add(1, Ordering::Relaxed);
            if *loaves >= order {
                *loaves -= order;
                return;
            }
            drop(loaves);
            thread::yield_now();
        }
    }
    // ANCHOR_END: polling

    // ANCHOR: buy
    fn buy(&self, order: u32) {
        let mut loaves = self.loaves.lock().unwrap();
        self.looks.fetch_add(1, Ordering::Relaxed);
        while *loaves < order {
            loaves = self.baked.wait(loaves).unwrap();
            self.looks.fetch_add(1, Ordering::Relaxed);
        }
        *loaves -= order;
    }
    // ANCHOR_END: buy

    // ANCHOR: bake
    fn bake(&self, batch: u32) {
        *self.loaves.lock().unwrap() += batch;
        self.baked.notify_all();
    }
    // ANCHOR_END: bake

    // ANCHOR: timeout
    /// Buys, unless it takes longer than `patience`. Says whether there was bread.
    fn buy_within(&self, order: u32, patience: Duration) -> bool {
        let loaves = self.loaves.lock().unwrap();
        let (mut loaves, _) = self.baked.wait_timeout_while(loaves, patience, |loaves| *loaves < order).unwrap();
        // The clock may say that time is up and the shelf that there is bread: believe the shelf.
        if *loaves < order {
            return false;
        }
        *loaves -= order;
        true
    }
    // ANCHOR_END: timeout
}

/// One morning: the customers come, then the bread, a loaf at a time. Returns how often they looked.
fn morning(buy: impl Fn(&Bakery, u32) + Sync) -> u64 {
    let bakery = Bakery::new();
    thread::scope(|scope| {
        for order in ORDERS {
            let (bakery, buy) = (&bakery, &buy);
            scope.spawn(move || buy(bakery, order));
        }
        for _ in 0..ORDERS.iter().sum() {
            thread::sleep(Duration::from_millis(5)); // the oven is slow
            bakery.bake(1);
        }
    });
    assert_eq!(*bakery.loaves.lock().unwrap(), 0, "all bread is sold");
    bakery.looks.into_inner()
}

fn main() {
    let customers = ORDERS.len();
    println!("asking again and again: {customers} customers looked {} times", morning(Bakery::buy_by_asking));
    println!("asleep until told:      {customers} customers looked {} times", morning(Bakery::buy));

    let bakery = Bakery::new();
    let patience = Duration::from_millis(20);
    println!("bread within {patience:?}, with nobody baking: {}", bakery.buy_within(1, patience));
    bakery.bake(1);
    println!("bread within {patience:?}, with bread there:   {}", bakery.buy_within(1, patience));
}
