//! wrong: lost-wakeup
//! fails: money_moves
//! Claims both accounts at once or waits, but a refused transfer returns without giving its claim back.

use std::collections::BTreeSet;
use std::sync::{Condvar, Mutex};

static CLAIMED: Mutex<BTreeSet<u32>> = Mutex::new(BTreeSet::new());
static GIVEN_BACK: Condvar = Condvar::new();

fn claim(accounts: &[&Account]) {
    let claimed = CLAIMED.lock().unwrap();
    let mut claimed =
        GIVEN_BACK.wait_while(claimed, |claimed| accounts.iter().any(|account| claimed.contains(&account.id))).unwrap();
    claimed.extend(accounts.iter().map(|account| account.id));
}

fn give_back(accounts: &[&Account]) {
    let mut claimed = CLAIMED.lock().unwrap();
    for account in accounts {
        claimed.remove(&account.id);
    }
    GIVEN_BACK.notify_all();
}

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
    claim(&[from, to]);
    let mut source = from.balance.lock().unwrap();
    if *source < amount {
        return Err(InsufficientFunds);
    }
    *source -= amount;
    drop(source);
    *to.balance.lock().unwrap() += amount;
    give_back(&[from, to]);
    Ok(())
}

pub fn total(accounts: &[&Account]) -> u64 {
    claim(accounts);
    let total = accounts.iter().map(|account| account.balance()).sum();
    give_back(accounts);
    total
}
