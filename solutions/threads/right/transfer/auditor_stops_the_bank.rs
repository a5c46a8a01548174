//! right: transfers share a read-write lock and lock two accounts by id; total has the bank alone

use std::cmp::Ordering;
use std::sync::{Mutex, RwLock};

static BANK: RwLock<()> = RwLock::new(());

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
    let _open = BANK.read().unwrap();
    let (mut source, mut target) = match from.id.cmp(&to.id) {
        Ordering::Less => {
            let source = from.balance.lock().unwrap();
            (source, to.balance.lock().unwrap())
        }
        Ordering::Equal if from.balance() >= amount => return Ok(()),
        Ordering::Equal => return Err(InsufficientFunds),
        Ordering::Greater => {
            let target = to.balance.lock().unwrap();
            (from.balance.lock().unwrap(), target)
        }
    };
    if *source < amount {
        return Err(InsufficientFunds);
    }
    *source -= amount;
    *target += amount;
    Ok(())
}

pub fn total(accounts: &[&Account]) -> u64 {
    let _closed = BANK.write().unwrap();
    accounts.iter().map(|account| account.balance()).sum()
}
