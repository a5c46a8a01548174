//! right: claims all accounts at once or waits holding none, which breaks hold-and-wait

use std::collections::BTreeSet;
use std::sync::{Condvar, Mutex};

/// The ids of the accounts somebody is working with.
static CLAIMED: Mutex<BTreeSet<u32>> = Mutex::new(BTreeSet::new());
static GIVEN_BACK: Condvar = Condvar::new();

/// The right to work with some accounts, until it is dropped.
struct Claim<'a>(Vec<&'a Account>);

impl<'a> Claim<'a> {
    fn new(accounts: Vec<&'a Account>) -> Self {
        let claimed = CLAIMED.lock().unwrap();
        let mut claimed = GIVEN_BACK
            .wait_while(claimed, |claimed| accounts.iter().any(|account| claimed.contains(&account.id)))
            .unwrap();
        claimed.extend(accounts.iter().map(|account| account.id));
        Self(accounts)
    }
}

impl Drop for Claim<'_> {
    fn drop(&mut self) {
        let mut claimed = CLAIMED.lock().unwrap();
        for account in &self.0 {
            claimed.remove(&account.id);
        }
        GIVEN_BACK.notify_all();
    }
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
        let _claim = Claim::new(vec![self]);
        *self.balance.lock().unwrap()
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct InsufficientFunds;

pub fn transfer(from: &Account, to: &Account, amount: u64) -> Result<(), InsufficientFunds> {
    let _claim = Claim::new(vec![from, to]);
    let covered = *from.balance.lock().unwrap() >= amount;
    if covered {
        *from.balance.lock().unwrap() -= amount;
        *to.balance.lock().unwrap() += amount;
        Ok(())
    } else {
        Err(InsufficientFunds)
    }
}

pub fn total(accounts: &[&Account]) -> u64 {
    let claim = Claim::new(accounts.to_vec());
    claim.0.iter().map(|account| *account.balance.lock().unwrap()).sum()
}
