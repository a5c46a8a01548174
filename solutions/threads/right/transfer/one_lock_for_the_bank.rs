//! right: one lock for the whole bank, so that there is no second one to wait for

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, PoisonError};

static BANK: Mutex<()> = Mutex::new(());

pub struct Account {
    id: u32,
    // Changed and read only with the bank locked.
    balance: AtomicU64,
}

impl Account {
    pub fn new(id: u32, balance: u64) -> Self {
        Self { id, balance: AtomicU64::new(balance) }
    }

    pub fn balance(&self) -> u64 {
        total(&[self])
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct InsufficientFunds;

pub fn transfer(from: &Account, to: &Account, amount: u64) -> Result<(), InsufficientFunds> {
    let _bank = BANK.lock().unwrap_or_else(PoisonError::into_inner);
    let left = from.balance.load(Ordering::Relaxed).checked_sub(amount).ok_or(InsufficientFunds)?;
    if from.id != to.id {
        from.balance.store(left, Ordering::Relaxed);
        to.balance.fetch_add(amount, Ordering::Relaxed);
    }
    Ok(())
}

pub fn total(accounts: &[&Account]) -> u64 {
    let _bank = BANK.lock().unwrap_or_else(PoisonError::into_inner);
    accounts.iter().map(|account| account.balance.load(Ordering::Relaxed)).sum()
}
