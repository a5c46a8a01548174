//! right
//! The pool closes under the lock, and its workers finish what is queued first.

use std::sync::{Condvar, Mutex};
use std::thread;

struct Queue {
    jobs: Vec<u32>,
    closed: bool,
}

fn main() {
    let queue = Mutex::new(Queue { jobs: Vec::new(), closed: false });
    let work = Condvar::new();
    let sum = thread::scope(|scope| {
        let workers: Vec<_> = (0..2)
            .map(|_| {
                scope.spawn(|| {
                    let mut sum = 0;
                    loop {
                        let mut queue = work
                            .wait_while(queue.lock().unwrap(), |queue| queue.jobs.is_empty() && !queue.closed)
                            .unwrap();
                        match queue.jobs.pop() {
                            Some(job) => sum += job,
                            None => return sum,
                        }
                    }
                })
            })
            .collect();
        for job in 1..=3 {
            queue.lock().unwrap().jobs.push(job);
            work.notify_one();
        }
        queue.lock().unwrap().closed = true;
        work.notify_all();
        workers.into_iter().map(|worker| worker.join().unwrap()).sum::<u32>()
    });
    assert_eq!(sum, 6);
}
