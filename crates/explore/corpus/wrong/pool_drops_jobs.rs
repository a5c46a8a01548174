//! wrong: race
//! A worker that looks at the stop flag before it looks at the queue leaves jobs behind.

use std::sync::atomic::{AtomicBool, AtomicU32, Ordering::SeqCst};
use std::sync::mpsc;
use std::thread;

fn main() {
    let stop = AtomicBool::new(false);
    let done = AtomicU32::new(0);
    let (jobs, inbox) = mpsc::channel();
    thread::scope(|scope| {
        let (stop, done) = (&stop, &done);
        scope.spawn(move || {
            while !stop.load(SeqCst) {
                let Ok(job) = inbox.recv() else { break };
                done.fetch_add(job, SeqCst);
            }
        });
        for _ in 0..2 {
            // A worker that has gone cannot be sent to.
            let _ = jobs.send(1);
        }
        stop.store(true, SeqCst);
        drop(jobs);
    });
    assert_eq!(done.into_inner(), 2, "a job was left behind");
}
