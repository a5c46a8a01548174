//! # A transfer between accounts
//!
//! A bank moves money between accounts on many threads: many transfers at once, in all directions,
//! while an auditor adds up the balances and must find every cent.
//!
//! Make this right for any number of threads:
//!
//! - `Account::new(id, balance)` makes an account; no two accounts have the same id.
//! - `balance` is the money in the account.
//! - `transfer(from, to, amount)` moves `amount`, or returns `Err(InsufficientFunds)` and changes
//!   nothing if the balance of `from` does not cover it; a balance of exactly `amount` does.
//! - `from` and `to` may be the same account. Then nothing changes, and the result is still `Ok` if
//!   the balance covers the amount and `Err` if not.
//! - `total(accounts)` is the sum of the balances. Each account is listed at most once, in any order;
//!   the total of no accounts is 0. It never sees money *in flight*, taken from one account and not
//!   yet added to the other: transfers among the accounts listed do not change their total.
//! - No caller waits for ever, and none tries again and again for ever.
//!   A lock is held for no longer than the sums take: nobody sleeps or waits for money with a lock.
//! - All sums of balances are below `u64::MAX`.
//!
//! What stands below keeps every cent. But now and then two threads stop, for ever, and with them
//! everybody who asks for one of their accounts. Keep the names and signatures of the public items.

use std::sync::Mutex;

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
        *self.balance.lock().unwrap()
    }
}

/// The balance does not cover the amount.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct InsufficientFunds;

/// Moves `amount` from one account to the other; all of it or, without the funds, nothing.
pub fn transfer(from: &Account, to: &Account, amount: u64) -> Result<(), InsufficientFunds> {
    let mut from_balance = from.balance.lock().unwrap();
    if *from_balance < amount {
        return Err(InsufficientFunds);
    }
    if from.id != to.id {
        let mut to_balance = to.balance.lock().unwrap();
        *from_balance -= amount;
        *to_balance += amount;
    }
    Ok(())
}

/// The sum of all balances at one moment.
pub fn total(accounts: &[&Account]) -> u64 {
    let balances: Vec<_> = accounts.iter().map(|account| account.balance.lock().unwrap()).collect();
    balances.iter().map(|balance| **balance).sum()
}
