//! wrong: wrong-result
//! fails: quit_wins
//! Does what is left before it goes: told to quit, it goes on as long as there is work.

use crossbeam::channel::{Receiver, select_biased};
use std::thread::{self, JoinHandle};

pub fn start_worker<J>(work: Receiver<u64>, quit: Receiver<()>, mut job: J) -> JoinHandle<usize>
where
    J: FnMut(u64) + Send + 'static,
{
    thread::spawn(move || {
        let mut done = 0;
        loop {
            select_biased! {
                recv(quit) -> _ => {
                    for item in work.try_iter() {
                        job(item);
                        done += 1;
                    }
                    break;
                }
                recv(work) -> item => match item {
                    Ok(item) => job(item),
                    Err(_) => break,
                },
            }
            done += 1;
        }
        done
    })
}
