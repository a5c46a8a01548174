//! wrong: deadlock
//! fails: to_itself
//! Orders the locks by id, but locks the only account of a transfer to itself twice.

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
    let balances: Vec<_> = accounts.iter().map(|account| account.balance.lock().unwrap()).collect();
    balances.iter().map(|balance| **balance).sum()
}
