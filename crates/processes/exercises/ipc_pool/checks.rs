//! What `map_in_processes` has to do. Jobs run in the workers; what they note and what they wait for
//! goes through memory they share with the check.

use exercise::{WorkerDied, map_in_processes};
use lens_process::{Diagnosis, call, call_leaving_nothing, facts, fail, hold, kill_this_process, panics, ran};
use std::process;

const KILLED: Result<u64, WorkerDied> = Err(WorkerDied { signal: Some(9), code: None });

pub fn results_in_order() {
    let none = call(|| map_in_processes(3, vec![], tenfold));
    expect(none, [], "no inputs");
    let one = call(|| map_in_processes(1, vec![5, 3, 5, 1], tenfold));
    expect(one, [50, 30, 50, 10].map(Ok), "inputs 5, 3, 5, 1 times ten, one worker");
    let few = call(|| map_in_processes(4, vec![7], tenfold));
    expect(few, [Ok(70)], "input 7 times ten, four workers");
    let three = call(|| map_in_processes(3, vec![2, 1, 0], last_one_first));
    expect(
        three,
        [20, 10, 0].map(Ok),
        "inputs 2, 1, 0 times ten, three workers, the job for 0 ends first and that for 2 last",
    );
}

pub fn no_workers_is_refused() {
    assert!(
        panics(|| map_in_processes(0, vec![1], tenfold)).is_some(),
        "with 0 workers the call has to panic, and it returned"
    );
}

pub fn workers_are_busy_together() {
    for (workers, inputs) in [(3, 6), (4, 2)] {
        call(|| map_in_processes(workers, (0..inputs).collect(), stay));
        let together = workers.min(inputs as usize);
        let rests = facts().rests;
        let most = rests.iter().map(|rest| rest.alive).max().unwrap_or(0);
        assert!(
            most <= workers,
            "with {workers} workers and {inputs} inputs, {most} processes were alive at the same time"
        );
        let busy = rests.first().map_or(0, |rest| rest.busy);
        if busy < together {
            fail(
                Diagnosis::NotConcurrent,
                format!(
                    "with {workers} workers and {inputs} inputs, {together} jobs have to run at the same time, and it was {busy}"
                ),
            );
        }
    }
}

pub fn workers_are_reused() {
    call(|| map_in_processes(2, (0..12).collect(), tenfold));
    let facts = facts();
    for input in 0..12 {
        let times = facts.times(input);
        assert!(times == 1, "the job for input {input} has to run once, and it ran {times} times");
    }
    let processes = facts.processes();
    assert!(processes <= 2, "with 2 workers, 12 inputs were spread over {processes} processes");
}

pub fn a_death_is_told() {
    let results = call(|| map_in_processes(1, vec![1, 2, 3], killed_at_2));
    expect(results, [Ok(10), KILLED, Ok(30)], "inputs 1, 2, 3 times ten, one worker, killed by signal 9 at input 2");
    let results = call(|| map_in_processes(1, vec![1, 2, 3], exits_at_2));
    let exited = Err(WorkerDied { signal: None, code: Some(3) });
    expect(results, [Ok(10), exited, Ok(30)], "inputs 1, 2, 3 times ten, one worker, exits with code 3 at input 2");
}

pub fn only_the_input_it_held_fails() {
    for at in 0..4 {
        // The job for 2 kills its worker; the others are well.
        let inputs: Vec<u64> = (0..4).map(|index| if index == at { 2 } else { 1 }).collect();
        let expected: Vec<_> = (0..4).map(|index| if index == at { KILLED } else { Ok(10) }).collect();
        let results = call(|| map_in_processes(1, inputs.clone(), killed_at_2));
        expect(results, expected, &format!("inputs {inputs:?} times ten, one worker, killed at input 2"));
    }
    for workers in [1, 3] {
        let results = call(|| map_in_processes(workers, vec![2; 4], killed_at_2));
        expect(results, [KILLED; 4], &format!("{workers} workers, and every input kills the one it is given to"));
    }
    let results = call(|| map_in_processes(2, vec![8, 9], killed_at_8_when_9_is_done));
    expect(results, [KILLED, Ok(90)], "inputs 8, 9 times ten, two workers: 9 is done, then the one with 8 is killed");
}

pub fn dead_workers_are_replaced() {
    let results = call(|| map_in_processes(2, vec![2, 10, 11, 12, 13, 14], killed_at_2_else_stay));
    let facts = facts();
    let busy = facts.rests.first().map_or(0, |rest| rest.busy);
    assert!(
        busy == 2,
        "one of two workers is dead and inputs remain: two jobs have to run at the same time again, and it was {busy}"
    );
    let most = facts.rests.iter().map(|rest| rest.alive).max().unwrap_or(0);
    assert!(most <= 2, "with 2 workers, {most} processes were alive at the same time");
    let dead = results.iter().filter(|result| result.is_err()).count();
    assert!(
        results.len() == 6 && dead == 1,
        "six inputs, one of which kills its worker: there are {} results, and {dead} of them are failures",
        results.len()
    );
}

pub fn a_panic_stays_in_the_worker() {
    let results = call(|| map_in_processes(1, vec![1, 2, 3], panics_at_2));
    let panicked = Err(WorkerDied { signal: None, code: Some(101) });
    expect(results, [Ok(10), panicked, Ok(30)], "inputs 1, 2, 3 times ten, one worker, the job panics at input 2");
}

pub fn nothing_is_left() {
    call_leaving_nothing(|| map_in_processes(2, vec![], tenfold));
    call_leaving_nothing(|| map_in_processes(3, vec![1, 2, 3, 4], tenfold));
    call_leaving_nothing(|| map_in_processes(2, vec![1, 2, 3, 2], killed_at_2));
    call_leaving_nothing(|| map_in_processes(2, vec![2, 2], exits_at_2));
    call_leaving_nothing(|| map_in_processes(1, vec![2], panics_at_2));
}

pub fn a_thousand_inputs() {
    let results = call(|| map_in_processes(1, (0..1000).collect(), tenfold_when_all_is_sent));
    assert!(
        results.iter().copied().eq((0..1000).map(|input| Ok(input * 10))),
        "0 to 999 times ten, with one worker: the results are not those, in order"
    );
}

#[track_caller]
fn expect(results: Vec<Result<u64, WorkerDied>>, expected: impl AsRef<[Result<u64, WorkerDied>]>, what: &str) {
    let expected = expected.as_ref();
    assert!(results == expected, "{what}:\nexpected {}\nbut got  {}", shown(expected), shown(&results));
}

/// The results as a learner would write them down.
fn shown(results: &[Result<u64, WorkerDied>]) -> String {
    let each = results.iter().map(|result| match result {
        Ok(output) => output.to_string(),
        Err(WorkerDied { signal: Some(signal), code: None }) => format!("died of signal {signal}"),
        Err(WorkerDied { signal: None, code: Some(code) }) => format!("died with code {code}"),
        Err(died) => format!("{died:?}"),
    });
    format!("[{}]", each.collect::<Vec<_>>().join(", "))
}

fn tenfold(input: u64) -> u64 {
    ran(input);
    input * 10
}

/// The first job begins when the caller has sent whatever it sends without waiting for a result.
fn tenfold_when_all_is_sent(input: u64) -> u64 {
    if input == 0 {
        hold();
    }
    tenfold(input)
}

/// Ends after every job with a smaller input that began with it.
fn last_one_first(input: u64) -> u64 {
    ran(input);
    for _ in 0..input {
        hold();
    }
    input * 10
}

fn stay(input: u64) -> u64 {
    ran(input);
    hold();
    input
}

fn killed_at_2(input: u64) -> u64 {
    ran(input);
    if input == 2 {
        kill_this_process();
    }
    input * 10
}

fn killed_at_2_else_stay(input: u64) -> u64 {
    let output = killed_at_2(input);
    hold();
    output
}

fn killed_at_8_when_9_is_done(input: u64) -> u64 {
    ran(input);
    if input == 8 {
        hold();
        kill_this_process();
    }
    input * 10
}

fn exits_at_2(input: u64) -> u64 {
    ran(input);
    if input == 2 {
        process::exit(3);
    }
    input * 10
}

fn panics_at_2(input: u64) -> u64 {
    ran(input);
    assert!(input != 2, "this job panics on purpose");
    input * 10
}
