//! right: no condition variable: threads stand in a line, parked, and a permit is handed to the first

use std::collections::VecDeque;
use std::sync::Mutex;
use std::thread::{self, Thread};
use std::time::{Duration, Instant};

struct State {
    /// Permits that nobody holds. Above 0 only while nobody stands in line.
    free: usize,
    /// Who waits, the first in front, each with the number of its place in line.
    line: VecDeque<(u64, Thread)>,
    next_place: u64,
}

pub struct Semaphore {
    state: Mutex<State>,
}

#[must_use = "a permit is given back as soon as it is dropped"]
pub struct Permit<'a> {
    semaphore: &'a Semaphore,
}

impl Semaphore {
    pub fn new(permits: usize) -> Semaphore {
        Semaphore { state: Mutex::new(State { free: permits, line: VecDeque::new(), next_place: 0 }) }
    }

    pub fn acquire(&self) -> Permit<'_> {
        let Some(place) = self.take_or_stand_in_line() else {
            return Permit { semaphore: self };
        };
        while self.stands_in_line(place) {
            thread::park();
        }
        Permit { semaphore: self }
    }

    pub fn try_acquire(&self) -> Option<Permit<'_>> {
        let mut state = self.state.lock().unwrap();
        state.free = state.free.checked_sub(1)?;
        Some(Permit { semaphore: self })
    }

    pub fn acquire_timeout(&self, timeout: Duration) -> Option<Permit<'_>> {
        let called = Instant::now();
        let Some(place) = self.take_or_stand_in_line() else {
            return Some(Permit { semaphore: self });
        };
        while self.stands_in_line(place) {
            let left = timeout.saturating_sub(called.elapsed());
            if left.is_zero() {
                let mut state = self.state.lock().unwrap();
                let before = state.line.len();
                state.line.retain(|(other, _)| *other != place);
                // Not in line any more: somebody has handed over a permit in the meantime.
                return (state.line.len() == before).then(|| Permit { semaphore: self });
            }
            thread::park_timeout(left);
        }
        Some(Permit { semaphore: self })
    }

    pub fn add(&self, permits: usize) {
        let mut state = self.state.lock().unwrap();
        for handed in 0..permits {
            let Some((_, first)) = state.line.pop_front() else {
                state.free += permits - handed;
                return;
            };
            first.unpark();
        }
    }

    pub fn available(&self) -> usize {
        self.state.lock().unwrap().free
    }

    /// Takes a permit, or a place in line, whose number it returns. Who leaves the line has a permit.
    fn take_or_stand_in_line(&self) -> Option<u64> {
        let mut state = self.state.lock().unwrap();
        if state.free > 0 {
            state.free -= 1;
            return None;
        }
        let place = state.next_place;
        state.next_place += 1;
        state.line.push_back((place, thread::current()));
        Some(place)
    }

    fn stands_in_line(&self, place: u64) -> bool {
        self.state.lock().unwrap().line.iter().any(|(other, _)| *other == place)
    }
}

impl Drop for Permit<'_> {
    fn drop(&mut self) {
        self.semaphore.add(1);
    }
}
