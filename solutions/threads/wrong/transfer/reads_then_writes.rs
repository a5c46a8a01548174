//! wrong: race
//! fails: money_is_spent_once
//! Reads both balances, computes, and writes them back: what happened in between is overwritten.

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
    let (source, target) = (from.balance(), to.balance());
    if source < amount {
        return Err(InsufficientFunds);
    }
    *from.balance.lock().unwrap() = source - amount;
    *to.balance.lock().unwrap() = target + amount;
    Ok(())
}

pub fn total(accounts: &[&Account]) -> u64 {
    let mut accounts = accounts.to_vec();
    accounts.sort_by_key(|account| account.id);
    let balances: Vec<_> = accounts.iter().map(|account| account.balance.lock().unwrap()).collect();
    balances.iter().map(|balance| **balance).sum()
}
