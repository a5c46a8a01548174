//! wrong: race
//! fails: a_look_at_the_balance
//! Adds the money to the target before it knows whether it is there, and takes it back if not: everybody may see it.

use std::sync::Mutex;

static MOVING: Mutex<()> = Mutex::new(());

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
    // Both are never locked together, so there is nothing to put in order.
    let _alone = MOVING.lock().unwrap();
    let mut target = to.balance.lock().unwrap();
    *target = target.wrapping_add(amount);
    drop(target);
    let covered = {
        let mut source = from.balance.lock().unwrap();
        match source.checked_sub(amount) {
            Some(left) => {
                *source = left;
                true
            }
            None => false,
        }
    };
    if !covered {
        let mut target = to.balance.lock().unwrap();
        *target = target.wrapping_sub(amount);
        return Err(InsufficientFunds);
    }
    Ok(())
}

pub fn total(accounts: &[&Account]) -> u64 {
    let _alone = MOVING.lock().unwrap();
    accounts.iter().map(|account| account.balance()).sum()
}
