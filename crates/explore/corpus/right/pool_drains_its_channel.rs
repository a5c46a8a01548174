//! right
//! Two workers share the receiving end, and stop when it is closed and empty.

use std::sync::{Mutex, mpsc};
use std::thread;

fn main() {
    let (jobs, inbox) = mpsc::channel::<u32>();
    let inbox = Mutex::new(inbox);
    let (results, answers) = mpsc::channel();
    thread::scope(|scope| {
        for _ in 0..2 {
            let (inbox, results) = (&inbox, results.clone());
            scope.spawn(move || {
                loop {
                    let job = inbox.lock().unwrap().recv();
                    match job {
                        Ok(job) => results.send(job * job).unwrap(),
                        Err(_) => break,
                    }
                }
            });
        }
        drop(results);
        for job in 1..=3 {
            jobs.send(job).unwrap();
        }
        drop(jobs);
        let mut squares: Vec<u32> = answers.iter().collect();
        squares.sort_unstable();
        assert_eq!(squares, [1, 4, 9]);
    });
}
