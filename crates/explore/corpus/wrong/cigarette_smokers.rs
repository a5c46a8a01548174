//! wrong: lost-wakeup
//! Each smoker takes one ingredient after the other, so the wrong two can each hold half.

use std::sync::{Condvar, Mutex};
use std::thread;

#[derive(Default)]
struct Semaphore {
    permits: Mutex<u32>,
    more: Condvar,
}

impl Semaphore {
    fn acquire(&self) {
        let mut permits = self.more.wait_while(self.permits.lock().unwrap(), |permits| *permits == 0).unwrap();
        *permits -= 1;
    }

    fn release(&self) {
        *self.permits.lock().unwrap() += 1;
        self.more.notify_one();
    }
}

fn main() {
    let (tobacco, paper, matches) = (Semaphore::default(), Semaphore::default(), Semaphore::default());
    thread::scope(|scope| {
        scope.spawn(|| {
            tobacco.acquire();
            paper.acquire();
        });
        scope.spawn(|| {
            paper.acquire();
            matches.acquire();
        });
        for ingredient in [&tobacco, &paper, &paper, &matches] {
            let first_round = std::ptr::eq(ingredient, &matches);
            ingredient.release();
            if first_round {
                break;
            }
        }
        matches.acquire();
        matches.release();
    });
}
