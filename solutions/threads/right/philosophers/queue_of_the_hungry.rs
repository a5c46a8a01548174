//! right: both forks or none, and never past somebody who was hungry before and needs one of them

use std::collections::VecDeque;
use std::sync::{Condvar, Mutex};

struct State {
    in_use: Vec<bool>,
    hungry: VecDeque<usize>,
}

pub struct Table {
    state: Mutex<State>,
    put_down: Condvar,
    seats: usize,
}

pub struct Forks<'a> {
    table: &'a Table,
    seat: usize,
}

impl Table {
    pub fn new(seats: usize) -> Table {
        assert!(seats >= 2);
        let state = State { in_use: vec![false; seats], hungry: VecDeque::new() };
        Table { state: Mutex::new(state), put_down: Condvar::new(), seats }
    }

    fn forks(&self, seat: usize) -> [usize; 2] {
        [seat, (seat + 1) % self.seats]
    }

    fn must_wait(&self, state: &State, seat: usize) -> bool {
        let mine = self.forks(seat);
        let before_me = state.hungry.iter().take_while(|&&other| other != seat);
        mine.iter().any(|&fork| state.in_use[fork])
            || before_me.into_iter().any(|&other| self.forks(other).iter().any(|fork| mine.contains(fork)))
    }

    pub fn pick_up(&self, seat: usize) -> Forks<'_> {
        assert!(seat < self.seats);
        let mut state = self.state.lock().unwrap();
        state.hungry.push_back(seat);
        let mut state = self.put_down.wait_while(state, |state| self.must_wait(state, seat)).unwrap();
        state.hungry.retain(|&other| other != seat);
        for fork in self.forks(seat) {
            state.in_use[fork] = true;
        }
        Forks { table: self, seat }
    }
}

impl Drop for Forks<'_> {
    fn drop(&mut self) {
        let mut state = self.table.state.lock().unwrap();
        for fork in self.table.forks(self.seat) {
            state.in_use[fork] = false;
        }
        self.table.put_down.notify_all();
    }
}
