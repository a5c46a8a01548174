//! A load test: its clients start together, few of them are on the server at a time, and its rounds
//! do not overlap.
//!
//! Belongs to the lesson `gates`; run it with `cargo run -p learn-threads --example gates`.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Barrier, Condvar, Mutex};
use std::thread;
use std::time::Duration;

const CLIENTS: usize = 8;
const CONNECTIONS: usize = 3;
const ROUNDS: usize = 4;

// ANCHOR: event
/// Shut until somebody opens it; from then on everybody walks through.
struct StartSignal {
    given: Mutex<bool>,
    changed: Condvar,
}

impl StartSignal {
    fn wait(&self) {
        let given = self.given.lock().unwrap();
        drop(self.changed.wait_while(given, |given| !*given).unwrap());
    }

    fn give(&self) {
        *self.given.lock().unwrap() = true;
        self.changed.notify_all();
    }
}
// ANCHOR_END: event

// ANCHOR: semaphore
/// Connections that nobody uses at the moment.
struct Connections {
    free: Mutex<usize>,
    returned: Condvar,
}

impl Connections {
    fn with_one<R>(&self, work: impl FnOnce() -> R) -> R {
        let free = self.free.lock().unwrap();
        let mut free = self.returned.wait_while(free, |free| *free == 0).unwrap();
        *free -= 1;
        drop(free); // the connection is ours, the lock is not needed to use it

        let result = work();

        *self.free.lock().unwrap() += 1;
        self.returned.notify_one();
        result
    }
}
// ANCHOR_END: semaphore

/// A server that notes how many clients it has at once, and how many requests it has answered.
#[derive(Default)]
struct Server {
    clients: AtomicUsize,
    most_clients: AtomicUsize,
    answered: AtomicUsize,
}

impl Server {
    fn answer(&self) {
        let clients = self.clients.fetch_add(1, Ordering::SeqCst) + 1;
        self.most_clients.fetch_max(clients, Ordering::SeqCst);
        thread::sleep(Duration::from_millis(2)); // the work
        self.answered.fetch_add(1, Ordering::SeqCst);
        self.clients.fetch_sub(1, Ordering::SeqCst);
    }
}

fn main() {
    let server = Server::default();
    let start = StartSignal { given: Mutex::new(false), changed: Condvar::new() };
    let connections = Connections { free: Mutex::new(CONNECTIONS), returned: Condvar::new() };
    let end_of_round = Barrier::new(CLIENTS);

    thread::scope(|scope| {
        for _ in 0..CLIENTS {
            scope.spawn(|| {
                start.wait();
                // ANCHOR: barrier
                for round in 1..=ROUNDS {
                    connections.with_one(|| server.answer());
                    if end_of_round.wait().is_leader() {
                        // Nobody sends the next request before the second wait.
                        println!("round {round}: {} requests answered", server.answered.load(Ordering::SeqCst));
                    }
                    end_of_round.wait();
                }
                // ANCHOR_END: barrier
            });
        }
        println!("before the start: {} requests answered", server.answered.load(Ordering::SeqCst));
        start.give();
    });

    let most = server.most_clients.load(Ordering::SeqCst);
    println!("most clients on the server at once: {most}, allowed: {CONNECTIONS}");
    assert!(most <= CONNECTIONS, "the semaphore holds");
    assert_eq!(server.answered.load(Ordering::SeqCst), CLIENTS * ROUNDS, "every request was answered");
}
