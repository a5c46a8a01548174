//! right: locks in the order of the accounts' addresses

use std::ptr;
use std::sync::Mutex;

pub struct Account {
    _id: u32,
    balance: Mutex<u64>,
}

impl Account {
    pub fn new(id: u32, balance: u64) -> Account {
        Account { _id: id, balance: Mutex::new(balance) }
    }

    pub fn balance(&self) -> u64 {
        *self.balance.lock().unwrap()
    }

    fn address(&self) -> usize {
        ptr::from_ref(self).addr()
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct InsufficientFunds;

pub fn transfer(from: &Account, to: &Account, amount: u64) -> Result<(), InsufficientFunds> {
    let (mut source, mut target);
    if ptr::eq(from, to) {
        let balance = from.balance.lock().unwrap();
        return (*balance >= amount).then_some(()).ok_or(InsufficientFunds);
    } else if from.address() < to.address() {
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
    let mut sorted = accounts.to_vec();
    sorted.sort_by_key(|account| account.address());
    let mut guards = Vec::new();
    for account in sorted {
        guards.push(account.balance.lock().unwrap());
    }
    guards.iter().map(|guard| **guard).sum()
}
