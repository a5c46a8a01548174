//! Checks of `threads/transfer`: every cent is kept, and nobody waits for ever.

use exercise::{Account, InsufficientFunds, total, transfer};
use std::sync::Arc;
use std::thread::{Builder, JoinHandle};
use std::time::{Duration, Instant};

/// Accounts with the ids 1, 2, 3 and so on.
fn bank<const N: usize>(balances: [u64; N]) -> Arc<[Account; N]> {
    let mut id = 0;
    Arc::new(balances.map(|balance| {
        id += 1;
        Account::new(id, balance)
    }))
}

/// Starts a thread whose name a trace can show.
fn start<T: Send + 'static, const N: usize>(
    name: &str,
    bank: &Arc<[Account; N]>,
    work: impl FnOnce(&[Account; N]) -> T + Send + 'static,
) -> JoinHandle<T> {
    let bank = Arc::clone(bank);
    Builder::new().name(name.to_owned()).spawn(move || work(&bank)).expect("a thread can be started")
}

/// What a thread returned.
fn join<T>(thread: JoinHandle<T>) -> T {
    thread.join().expect("no call panics")
}

/// The balances, one account after the other: for when nobody moves money any more.
fn balances<const N: usize>(bank: &[Account; N]) -> [u64; N] {
    bank.each_ref().map(Account::balance)
}

pub fn money_moves() {
    let bank = bank([100, 20]);
    let [a, b] = &*bank;
    assert_eq!(balances(&bank), [100, 20], "balances of new accounts with 100 and 20");
    assert_eq!(transfer(a, b, 30), Ok(()), "transfer of 30 from a balance of 100");
    assert_eq!(balances(&bank), [70, 50], "balances 100 and 20 after a transfer of 30");
    assert_eq!(transfer(a, b, 71), Err(InsufficientFunds), "transfer of 71 from a balance of 70");
    assert_eq!(balances(&bank), [70, 50], "balances 70 and 50 after a refused transfer of 71");
    assert_eq!(transfer(a, b, 70), Ok(()), "transfer of 70 from a balance of 70");
    assert_eq!(balances(&bank), [0, 120], "balances 70 and 50 after a transfer of 70");
    assert_eq!(transfer(a, b, 0), Ok(()), "transfer of 0 from a balance of 0");
    assert_eq!(transfer(b, a, 120), Ok(()), "transfer of all 120 the other way");
    assert_eq!(balances(&bank), [120, 0], "balances 0 and 120 after a transfer of 120 the other way");

    assert_eq!(total(&[]), 0, "total of no accounts");
    assert_eq!(total(&[b]), 0, "total of one account with 0");
    assert_eq!(total(&[a, b]), 120, "total of accounts with 120 and 0");
    assert_eq!(total(&[b, a]), 120, "total of accounts with 0 and 120");
}

pub fn to_itself() {
    let bank = bank([50, 0]);
    let [a, b] = &*bank;
    assert_eq!(transfer(a, a, 50), Ok(()), "transfer of 50 from a balance of 50 to itself");
    assert_eq!(a.balance(), 50, "balance after a transfer of 50 to itself");
    assert_eq!(transfer(a, a, 51), Err(InsufficientFunds), "transfer of 51 from a balance of 50 to itself");
    assert_eq!(a.balance(), 50, "balance after a refused transfer of 51 to itself");
    assert_eq!(transfer(b, b, 0), Ok(()), "transfer of 0 from a balance of 0 to itself");

    let to_itself = start("to itself", &bank, |[a, _]| transfer(a, a, 10));
    assert_eq!(transfer(a, b, 20), Ok(()), "transfer of 20 from a balance of 50");
    assert_eq!(join(to_itself), Ok(()), "transfer of 10 to itself, from a balance of 50 or 30");
    assert_eq!(balances(&bank), [30, 20], "balances 50 and 0 after transfers of 20, and of 10 to itself");
}

pub fn large_sums_move() {
    const MOST: u64 = u64::MAX - 11;
    let bank = bank([MOST, 10]);
    let [a, b] = &*bank;
    assert_eq!(total(&[a, b]), MOST + 10, "total of accounts with {MOST} and 10");
    assert_eq!(transfer(b, a, u64::MAX), Err(InsufficientFunds), "transfer of u64::MAX from a balance of 10");
    assert_eq!(transfer(a, b, MOST), Ok(()), "transfer of all {MOST}");
    assert_eq!(balances(&bank), [0, MOST + 10], "balances {MOST} and 10 after a transfer of {MOST}");
    assert_eq!(transfer(b, b, MOST), Ok(()), "transfer of {MOST} from a larger balance to itself");
    assert_eq!(balances(&bank), [0, MOST + 10], "balances after a transfer of {MOST} from an account to itself");
}

pub fn money_is_spent_once() {
    let bank = bank([100, 0, 0]);
    let rent = start("rent", &bank, |[a, b, _]| transfer(a, b, 60));
    let [a, _, c] = &*bank;
    let food = transfer(a, c, 70);
    let rent = join(rent);
    let expected = match (rent, food) {
        (Ok(()), Err(InsufficientFunds)) => [40, 60, 0],
        (Err(InsufficientFunds), Ok(())) => [30, 0, 70],
        (rent, food) => panic!(
            "transfers of 60 and 70 from a balance of 100: \
             expected one to go through and the other to be refused, got {rent:?} and {food:?}"
        ),
    };
    assert_eq!(
        balances(&bank),
        expected,
        "balances 100, 0, 0 after transfers of 60 to the second ({rent:?}) and 70 to the third ({food:?})",
    );
}

pub fn opposite_transfers_meet() {
    let bank = bank([50, 50]);
    let there = start("there", &bank, |[a, b]| transfer(a, b, 10));
    let back = start("back", &bank, |[a, b]| transfer(b, a, 30));
    assert_eq!(join(there), Ok(()), "transfer of 10 from the first account");
    assert_eq!(join(back), Ok(()), "transfer of 30 from the second account");
    assert_eq!(balances(&bank), [70, 30], "balances 50 and 50 after transfers of 10 there and 30 back");
}

pub fn three_accounts_in_a_ring() {
    let bank = bank([10, 10, 10]);
    let threads = [
        start("first to second", &bank, |[a, b, _]| transfer(a, b, 1)),
        start("second to third", &bank, |[_, b, c]| transfer(b, c, 2)),
        start("third to first", &bank, |[a, _, c]| transfer(c, a, 3)),
    ];
    assert_eq!(threads.map(join), [Ok(()); 3], "transfers of 1, 2 and 3 around a ring");
    assert_eq!(balances(&bank), [12, 9, 9], "balances 10, 10, 10 after transfers of 1, 2 and 3 around the ring");
}

pub fn no_money_in_flight() {
    let bank = bank([100, 0, 100]);
    let moving = start("moving", &bank, |[a, _, c]| (transfer(a, c, 30), transfer(c, a, 50)));
    let [a, b, c] = &*bank;
    assert_eq!(total(&[a, b, c]), 200, "total of three accounts with 200 between them, while money moves");
    assert_eq!(total(&[c, a]), 200, "total of two accounts with 200 between them, while money moves");
    assert_eq!(join(moving), (Ok(()), Ok(())), "transfers of 30 and of 50 the other way");
    assert_eq!(total(&[a, b, c]), 200, "total of three accounts with 200 between them, after money moved");
}

pub fn totals_in_any_order() {
    let bank = bank([1, 2, 4]);
    let forwards = start("forwards", &bank, |[a, b, c]| total(&[a, b, c]));
    let backwards = start("backwards", &bank, |[a, b, c]| total(&[c, b, a]));
    let mixed = start("mixed", &bank, |[a, b, c]| total(&[b, c, a]));
    assert_eq!([forwards, backwards, mixed].map(join), [7; 3], "totals of accounts with 1, 2 and 4, in three orders");
}

pub fn a_look_at_the_balance() {
    let bank = bank([40, 0]);
    let began = Instant::now();
    let moving = start("moving", &bank, |[a, b]| (transfer(a, b, 30), transfer(a, b, 30)));
    let [a, b] = &*bank;
    let first = a.balance();
    let second = b.balance();
    assert_eq!(join(moving), (Ok(()), Err(InsufficientFunds)), "two transfers of 30 from a balance of 40");
    let took = began.elapsed();
    assert!(
        matches!(first, 40 | 10),
        "balance of an account with 40 during two transfers of 30: expected 40 or 10, got {first}",
    );
    assert!(
        matches!(second, 0 | 30),
        "balance of an account with 0 during two transfers of 30 to it: expected 0 or 30, got {second}",
    );
    assert!(
        took < Duration::from_secs(1),
        "two transfers and two balances: expected them to take no time by the clock, they took {took:?}",
    );
}
