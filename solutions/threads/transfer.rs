//! Transfers between accounts: every thread that needs several locks takes them by ascending id.
//!
//! That breaks the circle of a deadlock. The thread whose highest lock has the highest id of all
//! those held waits for nobody, so somebody can always go on.

use std::sync::{Mutex, MutexGuard};

/// An account at the bank.
pub struct Account {
    id: u32,
    balance: Mutex<u64>,
}

impl Account {
    /// An account with this id, which no other has, and this much money.
    pub fn new(id: u32, balance: u64) -> Account {
        Account { id, balance: Mutex::new(balance) }
    }

    /// The money in the account.
    pub fn balance(&self) -> u64 {
        *self.lock()
    }

    fn lock(&self) -> MutexGuard<'_, u64> {
        self.balance.lock().unwrap()
    }
}

/// The balance does not cover the amount.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct InsufficientFunds;

/// Moves `amount` from one account to the other; all of it or, without the funds, nothing.
pub fn transfer(from: &Account, to: &Account, amount: u64) -> Result<(), InsufficientFunds> {
    if from.id == to.id {
        // One account has one lock, and a thread cannot take it twice.
        return if from.balance() < amount { Err(InsufficientFunds) } else { Ok(()) };
    }
    let (mut from_balance, mut to_balance);
    if from.id < to.id {
        from_balance = from.lock();
        to_balance = to.lock();
    } else {
        to_balance = to.lock();
        from_balance = from.lock();
    }
    *from_balance = from_balance.checked_sub(amount).ok_or(InsufficientFunds)?;
    *to_balance += amount;
    Ok(())
}

/// The sum of all balances at one moment.
pub fn total(accounts: &[&Account]) -> u64 {
    let mut accounts = accounts.to_vec();
    accounts.sort_unstable_by_key(|account| account.id);
    // All of them are locked before the first is read: no money can pass from an account not yet
    // read to one already read.
    let balances: Vec<_> = accounts.iter().map(|account| account.lock()).collect();
    balances.iter().map(|balance| **balance).sum()
}
