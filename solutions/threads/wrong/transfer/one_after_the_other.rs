//! wrong: race
//! fails: no_money_in_flight
//! Takes the money with one lock and adds it with the other: in between it is in neither account.

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
    {
        let mut source = from.balance.lock().unwrap();
        if *source < amount {
            return Err(InsufficientFunds);
        }
        *source -= amount;
    }
    *to.balance.lock().unwrap() += amount;
    Ok(())
}

pub fn total(accounts: &[&Account]) -> u64 {
    let mut accounts = accounts.to_vec();
    accounts.sort_by_key(|account| account.id);
    let balances: Vec<_> = accounts.iter().map(|account| account.balance.lock().unwrap()).collect();
    balances.iter().map(|balance| **balance).sum()
}
