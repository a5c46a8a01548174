//! right: lets go when the second lock is busy, and pauses before it tries again, each for its own time

use std::sync::Mutex;
use std::thread;
use std::time::Duration;

pub struct Account {
    id: u32,
    balance: Mutex<u64>,
}

impl Account {
    pub fn new(id: u32, balance: u64) -> Self {
        Self { id, balance: Mutex::new(balance) }
    }

    pub fn balance(&self) -> u64 {
        *self.balance.lock().unwrap()
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct InsufficientFunds;

pub fn transfer(from: &Account, to: &Account, amount: u64) -> Result<(), InsufficientFunds> {
    if from.id == to.id {
        return if from.balance() < amount { Err(InsufficientFunds) } else { Ok(()) };
    }
    let mut pause = Duration::ZERO;
    loop {
        let mut source = from.balance.lock().unwrap();
        if let Ok(mut target) = to.balance.try_lock() {
            *source = source.checked_sub(amount).ok_or(InsufficientFunds)?;
            *target += amount;
            return Ok(());
        }
        drop(source);
        // Two threads that meet take money from different accounts, so their rhythms differ.
        pause += Duration::from_micros(10 * (1 + u64::from(from.id % 100)));
        thread::sleep(pause);
    }
}

pub fn total(accounts: &[&Account]) -> u64 {
    let mut accounts = accounts.to_vec();
    accounts.sort_by_key(|account| account.id);
    let balances: Vec<_> = accounts.iter().map(|account| account.balance.lock().unwrap()).collect();
    balances.iter().map(|balance| **balance).sum()
}
