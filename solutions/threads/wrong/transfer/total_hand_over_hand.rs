//! wrong: race
//! fails: no_money_in_flight
//! Locks the next account before it lets the last one go: money can still pass from an account ahead to one behind.

use std::sync::Mutex;

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
    let (mut source, mut target);
    if from.id < to.id {
        source = from.balance.lock().unwrap();
        target = to.balance.lock().unwrap();
    } else {
        target = to.balance.lock().unwrap();
        source = from.balance.lock().unwrap();
    }
    if *source < amount {
        return Err(InsufficientFunds);
    }
    *source -= amount;
    *target += amount;
    Ok(())
}

pub fn total(accounts: &[&Account]) -> u64 {
    let mut accounts = accounts.to_vec();
    accounts.sort_by_key(|account| account.id);
    let mut sum = 0;
    let mut last = None;
    for account in accounts {
        let balance = account.balance.lock().unwrap();
        sum += *balance;
        last = Some(balance);
    }
    drop(last);
    sum
}
