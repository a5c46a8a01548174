//! wrong: lost-wakeup
//! Each smoker takes one ingredient after the other, so the wrong one can take what another needs.

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
    let smoked = Semaphore::default();
    thread::scope(|scope| {
        let (tobacco, paper, matches, smoked) = (&tobacco, &paper, &matches, &smoked);
        for needs in [[tobacco, paper], [paper, matches]] {
            scope.spawn(move || {
                needs.iter().for_each(|need| need.acquire());
                smoked.release();
            });
        }
        for round in [[tobacco, paper], [paper, matches]] {
            round.iter().for_each(|ingredient| ingredient.release());
            smoked.acquire();
        }
    });
}
