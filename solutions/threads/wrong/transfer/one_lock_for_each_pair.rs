//! wrong: deadlock
//! fails: three_accounts_in_a_ring
//! Keeps transfers between the same two accounts apart and then locks the source first: a ring of three is still a ring.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};

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

static PAIRS: Mutex<BTreeMap<(u32, u32), Arc<Mutex<()>>>> = Mutex::new(BTreeMap::new());

pub fn transfer(from: &Account, to: &Account, amount: u64) -> Result<(), InsufficientFunds> {
    if from.id == to.id {
        return if from.balance() < amount { Err(InsufficientFunds) } else { Ok(()) };
    }
    let pair = (from.id.min(to.id), from.id.max(to.id));
    let pair = Arc::clone(PAIRS.lock().unwrap().entry(pair).or_default());
    let _pair = pair.lock().unwrap();
    let mut source = from.balance.lock().unwrap();
    let mut target = to.balance.lock().unwrap();
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
