//! Runs programs under the explorer, and the same programs on the real crates.

#![allow(dead_code, unused_macros, unused_imports, reason = "every test binary uses its own part of this")]

use explore::{Config, Diagnosis, Outcome, Report};
use std::collections::BTreeSet;
use std::fmt::Debug;
use std::sync::{Arc, Mutex};

/// Defines functions twice, on the real crates and on the stand-ins: in a module `real` and in a
/// module `model`. Inside them, `cb` is crossbeam and `std_` is std.
macro_rules! on_both {
    ($(fn $name:ident() -> $result:ty $body:block)*) => {
        #[allow(unused_imports, unused_macros, reason = "not every program needs everything")]
        mod real {
            use crossbeam as cb;
            use std::{self as std_, thread, time::Instant};
            use std::time::Duration;
            $(pub fn $name() -> $result $body)*
        }
        #[allow(unused_imports, unused_macros, reason = "not every program needs everything")]
        mod model {
            use explore_crossbeam as cb;
            use explore_std::{self as std_, thread, time::Instant};
            use std::time::Duration;
            $(pub fn $name() -> $result $body)*
        }
    };
}

/// Programs with one possible result: the real one, in every schedule.
macro_rules! same_result {
    ($(fn $name:ident() -> $result:ty $body:block)*) => {
        on_both! { $(fn $name() -> $result $body)* }
        $(#[test]
        fn $name() {
            common::always(real::$name(), model::$name);
        })*
    };
}

/// Programs with exactly these possible results, all of which the explorer finds, and one of which
/// the real crates give.
macro_rules! these_results {
    ($(fn $name:ident() -> $result:ty: [$($possible:expr),* $(,)?] $body:block)*) => {
        on_both! { $(fn $name() -> $result $body)* }
        $(#[test]
        fn $name() {
            let possible = [$($possible),*].into_iter().map(<$result>::from).collect();
            for _ in 0..50 {
                let real = real::$name();
                assert!(std::collections::BTreeSet::contains(&possible, &real), "the real crates give {real:?}");
            }
            common::exactly(possible, model::$name);
        })*
    };
}

pub(crate) use {on_both, same_result, these_results};

/// Explores and returns the report.
pub fn explore(program: impl Fn() + Send + Sync + 'static) -> Report {
    explore::explore(&Config { schedules: 20_000, ..Config::standard() }, program)
}

fn describe(report: &Report) -> String {
    let mut text = format!("{:?} after {} schedules: {}", report.outcome, report.schedules, report.message);
    if let Some(failing) = &report.failing {
        for event in &failing.events {
            text.push_str(&format!("\n  {event:?}"));
        }
    }
    text
}

/// Asserts that `program` returns `expected` in every schedule, and ends all its threads.
#[track_caller]
pub fn always<T: PartialEq + Debug + Send + Sync + 'static>(expected: T, program: fn() -> T) {
    let report = explore(move || assert_eq!(program(), expected));
    assert_eq!(report.outcome, Outcome::Passed, "{}", describe(&report));
}

/// Asserts that `program` passes in every schedule.
#[track_caller]
pub fn passes(program: impl Fn() + Send + Sync + 'static) {
    let report = explore(program);
    assert_eq!(report.outcome, Outcome::Passed, "{}", describe(&report));
}

/// Asserts that `program` fails with this diagnosis.
#[track_caller]
pub fn fails(diagnosis: Diagnosis, program: impl Fn() + Send + Sync + 'static) -> Report {
    let report = explore(program);
    assert_eq!(report.outcome, Outcome::Failed(diagnosis), "{}", describe(&report));
    report
}

/// Asserts that the results of `program` in all schedules are just these.
#[track_caller]
pub fn exactly<T: Ord + Debug + Send + Sync + 'static>(expected: BTreeSet<T>, program: fn() -> T) {
    let seen = Arc::new(Mutex::new(BTreeSet::new()));
    let report = {
        let seen = Arc::clone(&seen);
        explore(move || {
            let result = program();
            seen.lock().expect("no panic while locked").insert(result);
        })
    };
    assert_eq!(report.outcome, Outcome::Passed, "{}", describe(&report));
    assert_eq!(*seen.lock().expect("no panic while locked"), expected, "after {} schedules", report.schedules);
}
