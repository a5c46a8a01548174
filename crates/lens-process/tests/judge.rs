//! Small submissions, each with one property, and what the lens says of them.

use explore::Diagnosis;
use lens_process::{Failure, call, call_leaving_nothing, facts, hold, judge, mark, panics, ran, wait_for};
use nix::{
    libc,
    sys::{
        eventfd::EventFd,
        signal::{Signal, raise},
        wait::{WaitStatus, waitpid},
    },
    unistd::{ForkResult, Pid, fork, getpid, pipe, read, write},
};
use std::{
    io::Write as _,
    mem,
    os::fd::{AsFd, OwnedFd},
    sync::{Mutex, PoisonError},
    thread,
};

/// The lens watches everything below the test program, so one check at a time.
static ONE: Mutex<()> = Mutex::new(());

fn judged(check: fn()) -> Result<(), Failure> {
    let _one = ONE.lock().unwrap_or_else(PoisonError::into_inner);
    judge(check)
}

#[track_caller]
fn passes(check: fn()) {
    assert_eq!(judged(check), Ok(()));
}

#[track_caller]
fn fails(check: fn(), diagnosis: Diagnosis, message: &str) -> Failure {
    let failure = judged(check).expect_err("this submission is wrong");
    assert_eq!((failure.diagnosis, failure.message.as_str()), (diagnosis, message));
    failure
}

/// Forks a child that does `work` and exits with code 0.
fn child(work: impl FnOnce()) -> Pid {
    // SAFETY: the child does what a test says and ends here.
    match unsafe { fork() }.unwrap() {
        ForkResult::Parent { child } => child,
        ForkResult::Child => {
            work();
            end()
        }
    }
}

fn end() -> ! {
    // SAFETY: `_exit` has no precondition and runs no code of this process.
    unsafe { libc::_exit(0) }
}

fn sleep_for_ever() {
    let (reader, writer) = pipe().unwrap();
    let _ = read(&reader, &mut [0]);
    drop(writer);
}

#[test]
fn a_check_that_does_what_it_should_passes() {
    passes(|| {
        let sum = call_leaving_nothing(|| {
            let (reader, writer) = pipe().unwrap();
            let pid = child(|| assert_eq!(write(&writer, &[7]), Ok(1)));
            let mut byte = [0];
            read(&reader, &mut byte).unwrap();
            assert_eq!(waitpid(pid, None), Ok(WaitStatus::Exited(pid, 0)));
            byte[0]
        });
        assert_eq!(sum, 7);
    });
}

#[test]
fn an_assertion_of_the_check_is_a_wrong_result_with_its_place() {
    let failure = fails(|| assert!(call(|| 1) == 2, "one is not two"), Diagnosis::WrongResult, "one is not two");
    let place = failure.place.expect("a panic has a place");
    assert!(place.file.ends_with("tests/judge.rs"), "{place:?}");
}

#[test]
fn a_panic_of_the_submission_is_its_own_diagnosis() {
    let failure = fails(|| call(|| panic!("no luck")), Diagnosis::Panicked, "no luck");
    assert!(failure.to_string().starts_with("no luck (at "), "{failure}");
    assert!(failure.to_string().contains("tests/judge.rs:"), "{failure}");
}

#[test]
fn a_panic_that_is_asked_for_is_none() {
    passes(|| {
        assert_eq!(panics(|| panic!("refused")).as_deref(), Some("refused"));
        assert_eq!(panics(|| 1), None);
    });
}

#[test]
fn a_child_that_returns_is_found() {
    let message =
        "a worker returned into the caller's code: the code that called you would have gone on in two processes";
    fails(
        || {
            call(|| {
                // SAFETY: what the child does is what is being tested.
                if let ForkResult::Parent { child } = unsafe { fork() }.unwrap() {
                    waitpid(child, None).unwrap();
                }
            });
        },
        Diagnosis::WrongResult,
        message,
    );
}

#[test]
fn a_child_that_unwinds_is_found_even_if_the_parent_is_gone_by_then() {
    let message = "a panic in a worker unwound into the caller's code: the code that called you would have gone on in two processes";
    fails(
        || {
            let parent = getpid();
            call(|| {
                // SAFETY: what the child does is what is being tested.
                if let ForkResult::Parent { child } = unsafe { fork() }.unwrap() {
                    waitpid(child, None).unwrap();
                } else {
                    assert_eq!(getpid(), parent, "in the child");
                }
            });
        },
        Diagnosis::WrongResult,
        message,
    );
}

#[test]
fn a_child_that_strays_after_the_check_has_ended_is_found() {
    fails(
        || {
            let (reader, writer) = pipe().unwrap();
            call(|| {
                // SAFETY: what the child does is what is being tested.
                if let ForkResult::Child = unsafe { fork() }.unwrap() {
                    drop(writer);
                    // Until the process of the check is gone.
                    assert_eq!(read(&reader, &mut [0]), Ok(0));
                } else {
                    mem::forget(writer);
                }
            });
        },
        Diagnosis::WrongResult,
        "a worker returned into the caller's code: the code that called you would have gone on in two processes",
    );
}

#[test]
fn a_zombie_and_a_child_that_runs_are_told_apart() {
    fails(
        || {
            call_leaving_nothing(|| {
                child(|| ());
            });
        },
        Diagnosis::LeakedProcess,
        "left behind by the call: 1 process ended but never waited for (a zombie)",
    );
    fails(
        || {
            call_leaving_nothing(|| {
                child(sleep_for_ever);
                child(|| ());
                child(sleep_for_ever);
            });
        },
        Diagnosis::LeakedProcess,
        "left behind by the call: 1 process ended but never waited for (a zombie), 2 processes still running",
    );
}

#[test]
fn a_child_that_naps_is_running() {
    fails(
        || {
            call_leaving_nothing(|| {
                child(|| doze(u16::MAX));
            });
        },
        Diagnosis::LeakedProcess,
        "left behind by the call: 1 process still running",
    );
}

#[test]
fn an_orphan_does_not_get_away() {
    fails(
        || {
            call_leaving_nothing(|| {
                let pid = child(|| {
                    child(sleep_for_ever);
                });
                waitpid(pid, None).unwrap();
            });
        },
        Diagnosis::LeakedProcess,
        "left behind by the call: 1 process still running",
    );
}

#[test]
fn what_a_plain_call_leaves_is_cleared_up_and_not_judged() {
    passes(|| {
        call(|| {
            child(sleep_for_ever);
        });
    });
    let _one = ONE.lock().unwrap_or_else(PoisonError::into_inner);
    let me = fs_children();
    assert_eq!(me, "", "processes that outlived their check");
}

fn fs_children() -> String {
    std::fs::read_dir("/proc/self/task")
        .unwrap()
        .map(|thread| std::fs::read_to_string(thread.unwrap().path().join("children")).unwrap_or_default())
        .collect()
}

#[test]
fn descriptors_are_named_by_their_kind() {
    fails(
        || {
            call_leaving_nothing(|| {
                mem::forget(pipe().unwrap());
                mem::forget(EventFd::new().unwrap());
            });
        },
        Diagnosis::LeakedDescriptor,
        "3 descriptors are still open after the call: 1 eventfd, 2 pipes",
    );
}

#[test]
fn a_thread_that_stays_is_a_leak_and_one_that_ends_is_none() {
    fails(
        || {
            call_leaving_nothing(|| {
                thread::spawn(sleep_for_ever);
            });
        },
        Diagnosis::LeakedThread,
        "a thread of the calling process is still there after the call",
    );
    passes(|| {
        for _ in 0..20 {
            call_leaving_nothing(|| thread::scope(|scope| scope.spawn(|| 1).join().unwrap()));
        }
    });
}

const DEADLOCK: &str = "every process waits, and nobody is left to end the waiting";

#[test]
fn a_deadlock_of_one_process_and_of_two() {
    let failure = fails(|| call(sleep_for_ever), Diagnosis::Deadlock, DEADLOCK);
    assert_eq!(failure.seen, [("caller".to_owned(), "waits to receive".to_owned())]);
    let failure = fails(
        || {
            call(|| {
                let (reader, _writer) = pipe().unwrap();
                let pid = child(|| assert_eq!(read(&reader, &mut [0]), Ok(0)));
                waitpid(pid, None).unwrap();
            });
        },
        Diagnosis::Deadlock,
        DEADLOCK,
    );
    let seen: Vec<_> = failure.seen.iter().map(|(who, what)| (who.as_str(), what.as_str())).collect();
    assert_eq!(seen, [("caller", "waits for a child to end"), ("worker", "waits to receive")]);
}

/// Waits that long for nothing, in the way `sleep` does.
fn doze(milliseconds: u16) {
    nix::poll::poll(&mut [], milliseconds).unwrap();
}

#[test]
fn who_has_a_clock_is_not_in_a_deadlock() {
    // Longer than the monitor needs to be sure.
    passes(|| {
        call(|| {
            let pid = child(|| doze(700));
            waitpid(pid, None).unwrap();
        });
    });
    passes(|| {
        call(|| {
            use nix::sys::timerfd::{ClockId, Expiration, TimerFd, TimerFlags, TimerSetTimeFlags};
            let timer = TimerFd::new(ClockId::CLOCK_MONOTONIC, TimerFlags::empty()).unwrap();
            let once = Expiration::OneShot(std::time::Duration::from_millis(700).into());
            timer.set(once, TimerSetTimeFlags::empty()).unwrap();
            timer.wait().unwrap();
        });
    });
}

#[test]
fn looking_for_ever_is_a_livelock() {
    fails(
        || {
            call(|| {
                loop {
                    doze(1);
                }
            });
        },
        Diagnosis::Livelock,
        "the call keeps looking for something that never comes",
    );
}

#[test]
fn a_job_in_the_calling_process_is_refused() {
    fails(
        || call(|| ran(5)),
        Diagnosis::WrongResult,
        "the job for input 5 ran in the calling process, not in a worker",
    );
}

/// Runs every job in a process of its own, `together` of them at a time.
fn pool(together: usize, jobs: Vec<fn()>) {
    for batch in jobs.chunks(together) {
        let pids: Vec<Pid> = batch.iter().map(child).collect();
        for pid in pids {
            waitpid(pid, None).unwrap();
        }
    }
}

#[test]
fn held_jobs_are_counted_when_everything_is_at_rest() {
    passes(|| {
        call(|| pool(3, vec![hold; 7]));
        let seen: Vec<_> = facts().rests.iter().map(|rest| (rest.busy, rest.alive)).collect();
        assert_eq!(seen, [(3, 3), (3, 3), (1, 1)]);
        // Those that are alive and have nothing to do count too, those of an earlier call do not.
        call(|| child(sleep_for_ever));
        call(|| {
            let idle = child(sleep_for_ever);
            pool(2, vec![hold; 2]);
            nix::sys::signal::kill(idle, Signal::SIGKILL).unwrap();
            waitpid(idle, None).unwrap();
        });
        let seen: Vec<_> = facts().rests.iter().map(|rest| (rest.busy, rest.alive)).collect();
        assert_eq!(seen, [(2, 3)]);
    });
}

#[test]
fn a_caller_that_polls_counts_as_at_rest() {
    passes(|| {
        call(|| {
            let pids = [child(hold), child(hold)];
            let mut left = pids.to_vec();
            while !left.is_empty() {
                left.retain(|pid| {
                    let flags = Some(nix::sys::wait::WaitPidFlag::WNOHANG);
                    waitpid(*pid, flags) == Ok(WaitStatus::StillAlive)
                });
                doze(1);
            }
        });
        assert_eq!(facts().rests.iter().map(|rest| rest.busy).collect::<Vec<_>>(), [2]);
    });
}

#[test]
fn a_job_that_waits_for_another_needs_it_to_run_at_the_same_time() {
    fn first() {
        ran(1);
        wait_for(0);
    }
    fn second() {
        ran(2);
        mark(0);
    }
    passes(|| {
        call(|| pool(2, vec![first, second]));
        let facts = facts();
        assert_eq!((facts.processes(), facts.times(1), facts.times(2)), (2, 1, 1));
    });
    fails(
        || call(|| pool(1, vec![first, second])),
        Diagnosis::NotConcurrent,
        "a job waits for another job, which never gets a process to run in: the workers are not busy at the same time",
    );
}

#[test]
fn a_check_that_is_ended_has_failed() {
    fails(
        || call(|| std::process::exit(0)),
        Diagnosis::WrongResult,
        "your code ended the calling process with exit code 0",
    );
    fails(
        || call(|| std::process::exit(4)),
        Diagnosis::WrongResult,
        "your code ended the calling process with exit code 4",
    );
    fails(
        || call(|| raise(Signal::SIGKILL).unwrap()),
        Diagnosis::Panicked,
        "the calling process was killed by SIGKILL",
    );
}

#[test]
fn processes_without_number_are_stopped() {
    fails(
        || {
            call(|| {
                loop {
                    child(sleep_for_ever);
                }
            });
        },
        Diagnosis::WrongResult,
        "more than 64 processes exist at the same time",
    );
}

#[test]
fn a_panic_in_a_worker_is_shown_beside_what_follows_from_it() {
    let failure = fails(
        || {
            call(|| {
                let (reader, _writer) = pipe().unwrap();
                child(|| {
                    let _ = std::panic::catch_unwind(|| panic!("a worker lost its way"));
                });
                read(&reader, &mut [0]).unwrap();
            });
        },
        Diagnosis::Deadlock,
        DEADLOCK,
    );
    let (who, what) = failure.seen.last().unwrap();
    assert_eq!(who, "worker");
    assert!(what.contains("tests/judge.rs:") && what.ends_with(": a worker lost its way"), "{what}");
}

#[test]
fn a_submission_has_no_descriptor_of_the_judge_and_cannot_print_into_its_record() {
    // The read end stays here; the check's process must not have the write end.
    let (reader, writer): (OwnedFd, OwnedFd) = pipe().unwrap();
    passes(|| {
        // Not by `print!`, which a test program captures.
        std::io::stdout().write_all(b"into the record?\n").unwrap();
        let open = std::fs::read_dir("/proc/self/fd").unwrap().count();
        // 0, 1, 2 and the folder that is being read.
        assert_eq!(open, 4);
        let out = std::fs::read_link("/proc/self/fd/1").unwrap();
        assert_eq!(out.to_str(), Some("/dev/null"));
    });
    drop(writer);
    assert_eq!(read(reader.as_fd(), &mut [0]), Ok(0));
}
